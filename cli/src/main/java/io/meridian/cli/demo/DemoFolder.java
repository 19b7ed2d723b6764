package io.meridian.cli.demo;

import io.meridian.cli.store.FolderTree;
import io.meridian.model.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a demo, which nobody else's may be taken for. */
final class DemoFolder {
  private static final String MARK = "meridian-demo";
  private static final long LEAST_SPACE = 1L << 30;

  private final Path path;

  DemoFolder(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /**
   * Makes the folder, or checks that it is a demo's.
   *
   * @param fresh whether what is in it goes
   * @throws InvalidRequestException if it is someone else's, or there is no space for a demo
   */
  void prepare(boolean fresh) throws IOException {
    if (Files.isDirectory(path) && !isEmpty() && !Files.exists(path.resolve(MARK))) {
      throw new InvalidRequestException(
          path + " is not empty and not a demo's; name another folder by --data-dir");
    }
    if (fresh && Files.isDirectory(path)) {
      List<Path> all;
      try (Stream<Path> inside = Files.list(path)) {
        all = inside.toList();
      }
      for (Path each : all) {
        FolderTree.delete(each);
      }
    }
    Files.createDirectories(path);
    Files.writeString(path.resolve(MARK), "meridian demo --fresh forgets what is here\n");
    long space = path.toFile().getUsableSpace(); // unlike a FileStore, known in a chroot, too
    if (space < LEAST_SPACE) {
      throw new InvalidRequestException(
          "%s has %d MiB left, a demo needs %d; make space or name another folder by --data-dir"
              .formatted(path.toAbsolutePath(), space >> 20, LEAST_SPACE >> 20));
    }
  }

  private boolean isEmpty() throws IOException {
    try (Stream<Path> inside = Files.list(path)) {
      return inside.findAny().isEmpty();
    }
  }
}
