package io.meridian.service.grpc;

import io.grpc.Status;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message as the bytes that travel: a slice of an array. The array is not copied. A server copies
 * what it sends before {@link FrameSink#send} returns; a client may hold on to a request until its
 * call has ended.
 */
public final class WireMessage {
  /** A message without fields. */
  public static final WireMessage EMPTY = of(new byte[0]);

  private final byte[] bytes;
  private final int from;
  private final int to;

  private final @Nullable Status fault;

  private WireMessage(byte[] bytes, int from, int to, @Nullable Status fault) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.fault = fault;
  }

  /** A message that is the whole array. */
  public static WireMessage of(byte[] bytes) {
    return new WireMessage(bytes, 0, bytes.length, null);
  }

  /** What stands for a message that could not be read; no handler sees it. */
  static WireMessage faulty(Status fault) {
    return new WireMessage(new byte[0], 0, 0, fault);
  }

  /** A message that is a part of an array. */
  public static WireMessage of(byte[] bytes, int from, int to) {
    if (from < 0 || to < from || to > bytes.length) {
      throw new IndexOutOfBoundsException(
          "from %d to %d of %d bytes".formatted(from, to, bytes.length));
    }
    return new WireMessage(bytes, from, to, null);
  }

  /** The same in an array of its own. */
  WireMessage copy() {
    return of(Arrays.copyOfRange(bytes, from, to));
  }

  /** Why the message could not be read, as its call is to end. */
  @Nullable Status fault() {
    return fault;
  }

  /** The array that holds the message. */
  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  public int length() {
    return to - from;
  }
}
