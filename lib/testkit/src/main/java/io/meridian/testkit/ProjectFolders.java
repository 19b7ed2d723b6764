package io.meridian.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project and the module under test lie; the build says so, an IDE may leave it out. */
final class ProjectFolders {

  private ProjectFolders() {}

  static Path module() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
  }

  static Path root() {
    String told = System.getProperty("meridian.root");
    if (told != null) {
      return Path.of(told);
    }
    for (Path folder = module(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve(".mvn"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "no project root (a folder with .mvn) above " + module() + "; set meridian.root");
  }
}
