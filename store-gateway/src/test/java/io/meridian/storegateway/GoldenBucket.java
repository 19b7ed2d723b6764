package io.meridian.storegateway;

import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The golden bucket of blocks, for tests that change it. */
final class GoldenBucket {
  private GoldenBucket() {}

  /** Copies it into a folder, which must not exist. */
  static Path copiedTo(Path folder) throws IOException {
    Path golden = Golden.assumePresent("golden/thanos/after");
    try (Stream<Path> files = Files.walk(golden)) {
      for (Path each : files.toList()) {
        Files.copy(each, folder.resolve(golden.relativize(each).toString()));
      }
    }
    return folder;
  }
}
