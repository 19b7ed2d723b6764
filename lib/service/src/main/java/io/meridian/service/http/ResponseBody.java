package io.meridian.service.http;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes of an answer. */
public sealed interface ResponseBody {
  /** All of them at once. */
  final class Bytes implements ResponseBody {
    private final byte[] bytes;

    public Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The one array, not a copy. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** As they are made, by the thread of the request. */
  @FunctionalInterface
  non-sealed interface Stream extends ResponseBody {
    /**
     * Writes the body. A failure cuts the connection, so that nobody takes the part that is out for
     * the whole.
     *
     * @param out blocks while the client is slow; fails when it has left
     */
    void writeTo(OutputStream out) throws IOException;
  }
}
