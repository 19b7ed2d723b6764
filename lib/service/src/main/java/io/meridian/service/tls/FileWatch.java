package io.meridian.service.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Knows whether the content of some small files changed since it was last used. Content, not times:
 * a mounted secret changes by a link that is put elsewhere, and times come in whole seconds.
 */
final class FileWatch {
  private final List<Path> files;
  private List<byte[]> used;

  FileWatch(Stream<Path> files) {
    this.files = files.toList();
    used = contents();
  }

  /**
   * Has new content used, if there is any. If that fails it still counts as new, so that the error
   * is told again.
   */
  synchronized boolean ifChanged(Runnable use) {
    List<byte[]> now = contents();
    boolean same = true;
    for (int i = 0; i < files.size(); i++) {
      same &= Arrays.equals(now.get(i), used.get(i));
    }
    if (same) {
      return false;
    }
    use.run();
    used = now;
    return true;
  }

  private List<byte[]> contents() {
    return files.stream().map(FileWatch::content).toList();
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new TlsFileException(file, "cannot be read (" + e + ")", "make it readable", e);
    }
  }
}
