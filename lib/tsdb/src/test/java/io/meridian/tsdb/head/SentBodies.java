package io.meridian.tsdb.head;

import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Requests that real senders sent, as they came. */
public final class SentBodies {
  private SentBodies() {}

  /** The files of a sender's requests, in order; skips the test where they are not at hand. */
  public static List<Path> of(String sender) throws IOException {
    try (var files = Files.list(Golden.assumePresent("golden/wire/" + sender))) {
      return files.filter(file -> file.toString().endsWith(".body")).sorted().toList();
    }
  }

  /** A request without its compression. */
  public static byte[] decompressed(Path file) throws IOException {
    byte[] compressed = Files.readAllBytes(file);
    SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
    byte[] body = new byte[snappy.getUncompressedLength(compressed, 0)];
    snappy.decompress(compressed, 0, compressed.length, body, 0, body.length);
    return body;
  }
}
