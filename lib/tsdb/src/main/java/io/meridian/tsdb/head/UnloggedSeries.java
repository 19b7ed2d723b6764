package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * Series that the log does not know yet, as its next record will name them: number, length and
 * bytes of the labels as {@link LabelKey} writes them. For one thread.
 */
final class UnloggedSeries {
  private static final int KEPT = 1 << 12;

  private byte[] bytes = {};
  private int length;

  void add(int id, byte[] key, int from, int to) {
    int keyLength = to - from;
    int needed = length + 10 + keyLength;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
    length = PackedLabels.putLength(bytes, length, id);
    length = PackedLabels.putLength(bytes, length, keyLength);
    System.arraycopy(key, from, bytes, length, keyLength);
    length += keyLength;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[0];
    }
  }
}
