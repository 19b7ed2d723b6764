package io.meridian.model.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A fast hash of short byte strings for tables in memory: eight bytes a multiplication. */
final class ByteHash {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private ByteHash() {}

  static int of(byte[] bytes, int from, int to, long seed) {
    long hash = (seed + to - from) * MULTIPLIER;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = mix(hash ^ (long) WORD.get(bytes, at));
    }
    if (at < to) {
      hash = mix(hash ^ tail(bytes, at, from, to));
    }
    return (int) (hash >>> Integer.SIZE);
  }

  /** The last one to seven bytes; bytes before them may be in it again. */
  private static long tail(byte[] bytes, int at, int from, int to) {
    if (to - from >= Long.BYTES) {
      return (long) WORD.get(bytes, to - Long.BYTES);
    }
    long word = 0;
    for (int i = at; i < to; i++) {
      word = word << Byte.SIZE | (bytes[i] & 0xff);
    }
    return word;
  }

  private static long mix(long word) {
    long product = word * MULTIPLIER;
    return product ^ (product >>> 29);
  }
}
