package io.meridian.service.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A message for gRPC to send: it knows its length and is written in one piece. */
final class MessageStream extends InputStream implements KnownLength, Drainable {
  private final byte[] bytes;
  private final int to;
  private int at;

  MessageStream(WireMessage message) {
    bytes = message.bytes();
    at = message.from();
    to = message.to();
  }

  /** What is left, not copied. */
  WireMessage rest() {
    return WireMessage.of(bytes, at, to);
  }

  @Override
  public int available() {
    return to - at;
  }

  @Override
  public int read() {
    return at == to ? -1 : bytes[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, to - at);
    System.arraycopy(bytes, at, into, offset, count);
    at += count;
    return count == 0 ? -1 : count;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int count = to - at;
    target.write(bytes, at, count);
    at = to;
    return count;
  }
}
