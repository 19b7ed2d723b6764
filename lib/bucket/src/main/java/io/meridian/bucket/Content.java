package io.meridian.bucket;

import java.io.InputStream;
import java.nio.file.Path;

/** What is written into an object. */
public sealed interface Content {
  /** Bytes at hand; not to be changed until they are written. */
  static Content of(byte[] bytes) {
    return new Bytes(bytes);
  }

  /** A file, which must not change until it is written. */
  static Content of(Path file) {
    return new OfFile(file);
  }

  /** What a stream gives up to its end; the caller closes it. */
  static Content of(InputStream stream) {
    return new OfStream(stream);
  }

  /** See {@link #of(byte[])}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(byte[] bytes) implements Content {}

  /** See {@link #of(Path)}. */
  record OfFile(Path file) implements Content {}

  /** See {@link #of(InputStream)}. It can be read once, so such a write is never repeated whole. */
  record OfStream(InputStream stream) implements Content {}
}
