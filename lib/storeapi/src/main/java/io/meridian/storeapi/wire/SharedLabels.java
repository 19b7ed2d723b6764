package io.meridian.storeapi.wire;

import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * The labels of the series of a message, each as far as it has not the same label at the same place
 * as the series before: what our own servers send each other in place of fields of labels. Series
 * that follow each other differ in few of theirs.
 *
 * <pre>
 *   labels := token…
 *   token  := LEB128(2 × n)              n labels of the series before, from the same place on
 *           | LEB128(2 × n + 1) bytes    labels of n bytes, packed
 * </pre>
 *
 * For one thread.
 */
final class SharedLabels {
  /** The number of the field of a series that holds them. */
  static final int FIELD = 8001;

  private byte[] before = new byte[512];
  private int[] beforeEnds = new int[16];
  private int beforeCount;
  private int[] ends = new int[16];

  /** Begins a message, whose first series has all of its labels. */
  void clear() {
    beforeCount = 0;
  }

  /**
   * Adds the labels of a series.
   *
   * @param packed holds its packed labels
   */
  void write(byte[] packed, int from, int to, WireBytes into) {
    int count = 0;
    int shared = 0;
    int own = from;
    for (int at = from; at < to; count++) {
      int end = PackedLabels.labelEnd(packed, at);
      if (isShared(count, packed, at, end)) {
        if (own < at) {
          writeOwn(packed, own, at, into);
        }
        shared++;
        own = end;
      } else if (shared > 0) {
        into.varint(2L * shared);
        shared = 0;
      }
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, 2 * count);
      }
      ends[count] = end - from;
      at = end;
    }
    if (shared > 0) {
      into.varint(2L * shared);
    } else if (own < to) {
      writeOwn(packed, own, to, into);
    }
    keep(packed, from, to, count);
  }

  private static void writeOwn(byte[] packed, int from, int to, WireBytes into) {
    into.varint(2L * (to - from) + 1).add(packed, from, to);
  }

  private boolean isShared(int place, byte[] packed, int at, int end) {
    if (place >= beforeCount) {
      return false;
    }
    int from = place == 0 ? 0 : beforeEnds[place - 1];
    return Arrays.equals(before, from, beforeEnds[place], packed, at, end);
  }

  private void keep(byte[] packed, int from, int to, int count) {
    if (before.length < to - from) {
      before = new byte[2 * (to - from)];
    }
    System.arraycopy(packed, from, before, 0, to - from);
    int[] old = beforeEnds;
    beforeEnds = ends;
    ends = old;
    beforeCount = count;
  }
}
