package io.meridian.service.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for bodies, used again by later requests: a server that takes bodies all day would
 * otherwise spend most of what it allocates, and most of its collector's pauses, on them. Bodies of
 * usual size have arrays whose lengths are powers of two, so that one fits the next; larger ones
 * are rare and smaller ones cheap, and both have arrays of their own. Safe for use by many threads.
 */
final class BodyArrays {
  private static final int LEAST_BITS = 14;
  private static final int LEAST = 1 << LEAST_BITS;
  private static final int LARGEST = 1 << 19;

  /** How many bytes are kept for requests to come. */
  private static final int MOST_IDLE = 4 << 20;

  private final List<Deque<byte[]>> idle = new ArrayList<>();
  private int idleBytes;

  BodyArrays() {
    for (int length = LEAST; length <= LARGEST; length *= 2) {
      idle.add(new ArrayDeque<>());
    }
  }

  /** How long the array is that {@link #take} gives for so many bytes. */
  static int length(int bytes) {
    if (bytes <= LEAST / 2 || bytes > LARGEST) {
      return bytes;
    }
    return Math.max(LEAST, Integer.highestOneBit(2 * bytes - 1));
  }

  /**
   * An array of this length, with whatever its last user left in it.
   *
   * @param length from {@link #length}
   */
  byte[] take(int length) {
    byte[] kept = isKept(length) ? poll(length) : null;
    return kept == null ? new byte[length] : kept;
  }

  private synchronized byte @Nullable [] poll(int length) {
    byte[] kept = of(length).pollLast();
    idleBytes -= kept == null ? 0 : length;
    return kept;
  }

  /** Gives an array back that nobody reads or writes any more. */
  void give(byte[] array) {
    if (isKept(array.length)) {
      add(array);
    }
  }

  private synchronized void add(byte[] array) {
    if (idleBytes + array.length <= MOST_IDLE) {
      of(array.length).addLast(array);
      idleBytes += array.length;
    }
  }

  private Deque<byte[]> of(int length) {
    return idle.get(Integer.numberOfTrailingZeros(length) - LEAST_BITS);
  }

  private static boolean isKept(int length) {
    return length >= LEAST && length <= LARGEST && Integer.bitCount(length) == 1;
  }
}
