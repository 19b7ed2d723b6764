package io.meridian.service.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a request's body holds: the first bytes of an array that is another request's once this one
 * is answered. Whoever needs them longer copies them.
 */
public final class RequestBody {
  private static final RequestBody EMPTY = of(new byte[0]);

  private final byte[] bytes;
  private final int length;

  /**
   * A body.
   *
   * @param bytes at least so many
   */
  public RequestBody(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** A body that is a whole array. */
  public static RequestBody of(byte[] bytes) {
    return new RequestBody(bytes, bytes.length);
  }

  /** The body of a request that has none. */
  public static RequestBody empty() {
    return EMPTY;
  }

  /** The array, not a copy; what stands behind {@link #length} is not the body's. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** The bytes in an array of their own. */
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** What it says as UTF-8. */
  public String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
