package io.meridian.bucket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the files of a folder in the order of their names as objects, in which a folder stands
 * as if its name ended in a slash. Links to folders are not followed; what vanishes while the walk
 * goes on is passed over.
 */
final class FolderWalk {
  private final Path root;
  private final ListRequest request;
  private final ListingPage page;

  FolderWalk(Path root, ListRequest request, ListingPage page) {
    this.root = root;
    this.request = request;
    this.page = page;
  }

  void run() throws IOException {
    String prefix = request.prefix();
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    if (!folder.isEmpty() && leaves(folder)) {
      return;
    }
    walk(folder);
  }

  /** A prefix that no object's name can have leads nowhere, above all not out of the folder. */
  private boolean leaves(String folder) throws IOException {
    for (String part : folder.substring(0, folder.length() - 1).split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf(0) >= 0) {
        return true;
      }
    }
    Path path = root.resolve(folder);
    return !Files.isDirectory(path) || !path.toRealPath().startsWith(root);
  }

  /** Adds what is in a folder; false once the page is full. */
  private boolean walk(String folder) throws IOException {
    for (String entry : entries(folder)) {
      boolean room = entry.endsWith("/") ? enter(entry) : addFile(entry);
      if (!room) {
        return false;
      }
    }
    return true;
  }

  private boolean enter(String folder) throws IOException {
    if (page.passed(folder)) {
      return true;
    }
    if (!request.delimited() || request.prefix().startsWith(folder)) {
      return walk(folder);
    }
    @Nullable ListedObject first = firstIn(folder);
    return first == null || page.add(first);
  }

  private @Nullable ListedObject firstIn(String folder) throws IOException {
    for (String entry : entries(folder)) {
      ListedObject found = entry.endsWith("/") ? firstIn(entry) : file(entry);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private boolean addFile(String name) throws IOException {
    ListedObject found = file(name);
    return found == null || page.add(found);
  }

  private @Nullable ListedObject file(String name) throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(root.resolve(name), BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? new ListedObject(name, attributes.size(), attributes.lastModifiedTime().toInstant())
          : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The full names in a folder that may belong to the page, folders with a slash, sorted. */
  private List<String> entries(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> paths = Files.list(root.resolve(folder))) {
      paths.forEach(path -> {
        boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        String name = folder + path.getFileName() + (isFolder ? "/" : "");
        if (isWanted(name)) {
          names.add(name);
        }
      });
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (UncheckedIOException | DirectoryIteratorException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
    names.sort(ObjectName.ORDER);
    return names;
  }

  private boolean isWanted(String name) {
    return !name.startsWith(FileStaging.FOLDER + "/")
        && (name.startsWith(request.prefix()) || request.prefix().startsWith(name));
  }
}
