package io.meridian.promql.exec;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.model.LabelBytes;
import io.meridian.model.PackedLabels;

/**
 * Where a label set falls between 0 and 1, as Prometheus has it: the xxHash64 of its labels, names
 * and values each behind their length, in one byte below 255, else as 255 and three bytes, the
 * lowest first.
 */
final class LimitHash {
  private static final double RANGE = 0x1p64;

  private final LabelBytes text = new LabelBytes();

  double share(byte[] packed, int from, int to) {
    text.clear();
    for (int at = from; at < to; ) {
      int length = PackedLabels.length(packed, at);
      at += PackedLabels.lengthSize(length);
      addLength(length);
      text.add(packed, at, at + length);
      at += length;
    }
    long hash = XxHash64JavaHasher.hash(text.bytes(), 0, text.length(), 0);
    return unsigned(hash) / RANGE;
  }

  private void addLength(int length) {
    if (length < 255) {
      text.add((byte) length);
      return;
    }
    text.add((byte) 255).add((byte) length).add((byte) (length >> 8)).add((byte) (length >> 16));
  }

  /** The nearest double of an unsigned number. */
  private static double unsigned(long hash) {
    if (hash >= 0) {
      return (double) hash;
    }
    return ((hash >>> 1) | (hash & 1)) * 2.0;
  }
}
