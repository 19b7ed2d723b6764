package io.meridian.storegateway.cache.remote;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A page as it lies in a cache, so that one which was cut, damaged or put under another name is
 * found out:
 *
 * <pre>
 *   "MdP1" | length of the page, u32 | xxhash64 of the name, seeded with that of the page, u64 | page
 * </pre>
 *
 * Numbers are little-endian.
 */
final class PageEnvelope {
  /** Bytes beside the page. */
  static final int SIZE = 16;

  private static final int MAGIC = 'M' | 'd' << 8 | 'P' << 16 | '1' << 24;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private PageEnvelope() {}

  static byte[] wrap(String name, byte[] page) {
    byte[] wrapped = new byte[SIZE + page.length];
    INT.set(wrapped, 0, MAGIC);
    INT.set(wrapped, 4, page.length);
    LONG.set(wrapped, 8, checksum(name, page, 0));
    System.arraycopy(page, 0, wrapped, SIZE, page.length);
    return wrapped;
  }

  /** The page, unless it is not whole or not of that name. */
  static Optional<byte[]> unwrap(String name, byte[] wrapped) {
    boolean isWhole =
        wrapped.length >= SIZE
            && (int) INT.get(wrapped, 0) == MAGIC
            && (int) INT.get(wrapped, 4) == wrapped.length - SIZE
            && (long) LONG.get(wrapped, 8) == checksum(name, wrapped, SIZE);
    return isWhole
        ? Optional.of(Arrays.copyOfRange(wrapped, SIZE, wrapped.length))
        : Optional.empty();
  }

  private static long checksum(String name, byte[] bytes, int from) {
    long ofPage = XxHash64JavaHasher.hash(bytes, from, bytes.length - from, 0);
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return XxHash64JavaHasher.hash(text, 0, text.length, ofPage);
  }
}
