package io.meridian.bucket;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * A bucket in a folder: an object is a file of the same name, as Thanos has it.
 *
 * <p>A write goes to a file in {@value FileStaging#FOLDER}, is made durable, and gets its name in
 * one step; then the folder is made durable. Conditional writes hold a lock on a file there, so
 * that they are safe between processes on one machine; not on network file systems that lack locks.
 * Whoever is refused by the operating system gets {@link BucketDeniedException}.
 *
 * <p>No name leaves the folder, not by links either. A folder without files is not seen; deleting
 * the last object in one removes it.
 */
public final class FilesystemBucket implements Bucket {
  private final Path root;
  private final String name;
  private final FileStaging staging;

  private FilesystemBucket(Path root) {
    this.root = root;
    this.name = "file://" + root;
    this.staging = new FileStaging(root);
  }

  /**
   * Opens a bucket.
   *
   * @param folder made if it is missing
   */
  public static FilesystemBucket open(Path folder) {
    Place place = new Place("file://" + folder, "", Operation.LIST);
    try {
      Files.createDirectories(folder);
      return new FilesystemBucket(folder.toRealPath());
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ObjectStream get(String object) {
    Place place = place(object, Operation.GET);
    try {
      Path file = existing(place);
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        ObjectInfo info = info(object, file);
        return new ObjectStream(name, info, Channels.newInputStream(channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    Place place = place(object, Operation.GET_RANGE);
    Ranges.check(offset, length);
    if (length == 0) {
      return new byte[0];
    }
    try (FileChannel channel = FileChannel.open(existing(place), StandardOpenOption.READ)) {
      long size = channel.size();
      if (offset > size - length) {
        throw Ranges.beyond(place, offset, length, size);
      }
      ByteBuffer into = ByteBuffer.allocate(length);
      while (into.hasRemaining()) {
        if (channel.read(into, offset + into.position()) < 0) {
          throw Ranges.cut(place, offset, length, into.position());
        }
      }
      return into.array();
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  @Override
  public ObjectInfo head(String object) {
    Place place = place(object, Operation.HEAD);
    try {
      return info(object, existing(place));
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  private static ObjectInfo info(String object, Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new ObjectInfo(
        object,
        attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        FileVersion.of(file, attributes));
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    Place place = place(object, Operation.PUT);
    try {
      Path staged = staging.write(place, content);
      try {
        return publish(place, staged, condition);
      } finally {
        Files.deleteIfExists(staged);
      }
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  private String publish(Place place, Path staged, Condition condition) throws IOException {
    String version = info(place.object(), staged).version();
    Path file = root.resolve(place.object());
    if (condition instanceof Condition.Any) {
      new FilePlacing(root, file).place(place, staged);
      return version;
    }
    try (FileLocking _ = staging.lock()) {
      if (!Conditions.hold(condition, currentVersion(place))) {
        throw new PreconditionFailedException(place, condition);
      }
      new FilePlacing(root, file).place(place, staged);
      return version;
    }
  }

  private Optional<String> currentVersion(Place place) throws IOException {
    try {
      return Optional.of(info(place.object(), existing(place)).version());
    } catch (ObjectNotFoundException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Listing list(ListRequest request) {
    Place place = new Place(name, request.prefix(), Operation.LIST);
    try {
      ListingPage page = new ListingPage(request);
      new FolderWalk(root, request, page).run();
      return page.listing();
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  @Override
  public void delete(String object) {
    Place place = place(object, Operation.DELETE);
    try {
      Path file = existing(place);
      if (Files.deleteIfExists(file)) {
        FilePlacing.syncFolder(Objects.requireNonNull(file.getParent()));
        new FilePlacing(root, file).removeEmptyFolders();
      }
    } catch (ObjectNotFoundException | NoSuchFileException e) {
      // Nothing to delete.
    } catch (IOException e) {
      throw failure(place, e);
    }
  }

  /** The file of an object that is there. */
  private Path existing(Place place) throws IOException {
    Path file = root.resolve(place.object());
    Path real = file.toRealPath();
    if (!real.startsWith(root)) {
      throw FilePlacing.outside(place, real);
    }
    if (!Files.isRegularFile(real)) {
      throw new ObjectNotFoundException(place);
    }
    return file;
  }

  private Place place(String object, Operation operation) {
    Place place = new Place(name, object, operation);
    ObjectName.check(place);
    if (object.equals(FileStaging.FOLDER) || object.startsWith(FileStaging.FOLDER + "/")) {
      throw new BucketRejectedException(
          place, "the name is kept for unfinished writes", "use another name", null);
    }
    return place;
  }

  private static BucketException failure(Place place, IOException e) {
    return switch (e) {
      case NoSuchFileException _, FileNotFoundException _, NotDirectoryException _ ->
          new ObjectNotFoundException(place);
      case AccessDeniedException _ -> new BucketDeniedException(place, "access is denied: " + e, e);
      case FileSystemLoopException _ -> FilePlacing.outside(place, Path.of(place.object()));
      case ClosedByInterruptException _ ->
          new BucketUnavailableException(place, "the thread was interrupted", e);
      default ->
          FilePlacing.isNotDirectory(e) && place.operation() != Operation.PUT
              ? new ObjectNotFoundException(place)
              : new BucketUnavailableException(place, "the file system failed: " + e, e);
    };
  }

  @Override
  public void close() {}
}
