package io.meridian.bucket;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** Gives a written file its name, and removes the folders that a deletion leaves empty. */
record FilePlacing(Path root, Path file) {
  /** Folders can vanish under a write when their last object is deleted at the same time. */
  private static final int ATTEMPTS = 100;

  void place(Place place, Path staged) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Path folder = makeFolders(place);
        Files.move(
            staged, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(folder);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (FileAlreadyExistsException e) {
        throw taken(place, e);
      } catch (FileSystemException e) {
        if (isNotDirectory(e) || Files.isDirectory(file)) {
          throw taken(place, e);
        }
        throw e;
      }
    }
  }

  private static BucketRejectedException taken(Place place, FileSystemException e) {
    return new BucketRejectedException(
        place,
        "a folder cannot hold both an object and others whose names go on behind it with a slash: "
            + e.getMessage(),
        "use other names, or S3",
        e);
  }

  /** Makes the folders that are missing, each durable in the one above it. */
  private Path makeFolders(Place place) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent());
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = folder; !Files.exists(at); at = Objects.requireNonNull(at.getParent())) {
      missing.push(at);
    }
    for (Path at : missing) {
      Files.createDirectories(at);
      syncFolder(Objects.requireNonNull(at.getParent()));
    }
    Path real = folder.toRealPath();
    if (!real.startsWith(root)) {
      throw outside(place, real);
    }
    return folder;
  }

  void removeEmptyFolders() throws IOException {
    for (Path at = file.getParent(); at != null && !at.equals(root); at = at.getParent()) {
      try {
        Files.delete(at);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        return;
      }
    }
  }

  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static BucketRejectedException outside(Place place, Path real) {
    return new BucketRejectedException(
        place, "a link leads out of the bucket's folder, to " + real, "remove the link", null);
  }

  /** Whether a part of the path is a file; Java has no exception of its own for it. */
  static boolean isNotDirectory(IOException e) {
    return e instanceof FileSystemException failure
        && "Not a directory".equals(failure.getReason());
  }
}
