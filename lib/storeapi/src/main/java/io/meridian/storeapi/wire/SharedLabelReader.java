package io.meridian.storeapi.wire;

import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelBytes;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * Reads what {@link SharedLabels} wrote. What a series shares was checked when it came; the rest
 * is, and that all of it is in order. For one thread.
 */
final class SharedLabelReader {
  private final String object;
  private LabelBytes labels = new LabelBytes();
  private int[] ends = new int[16];
  private int count;
  private LabelBytes before = new LabelBytes();
  private int[] beforeEnds = new int[16];
  private int beforeCount;
  private int at;

  /**
   * A reader.
   *
   * @param object what the labels are part of, for errors
   */
  SharedLabelReader(String object) {
    this.object = object;
  }

  /** Begins a message. */
  void clear() {
    count = 0;
  }

  /**
   * Reads the labels of a series.
   *
   * @return them packed, until the next call but one
   * @throws CorruptDataException if they are not what they should be
   */
  LabelBytes read(byte[] bytes, int from, int to) {
    turn();
    at = from;
    while (at < to) {
      int token = token(bytes, from, to);
      int begin = labels.length();
      int last = count == 0 ? -1 : from(ends, count - 1);
      if ((token & 1) == 0) {
        share(token >>> 1, from);
      } else {
        own(bytes, token >>> 1, from, to);
      }
      if (last >= 0 && !PackedLabels.namesAscend(labels.bytes(), last, begin)) {
        throw error(from, "label names must ascend, these do not follow those before");
      }
    }
    return labels;
  }

  /** Makes the series that was read last the one before. */
  private void turn() {
    LabelBytes oldLabels = before;
    int[] oldEnds = beforeEnds;
    before = labels;
    beforeEnds = ends;
    beforeCount = count;
    labels = oldLabels.clear();
    ends = oldEnds;
    count = 0;
  }

  private int token(byte[] bytes, int from, int to) {
    long value = 0;
    int end = at;
    byte group = -1;
    for (int shift = 0; group < 0; shift += 7) {
      if (end == to || shift == 35) {
        throw error(from, "a number of labels or bytes was expected");
      }
      group = bytes[end++];
      value |= (group & 0x7fL) << shift;
    }
    if (value < 2 || value > Integer.MAX_VALUE) {
      throw error(from, "a number of labels or bytes was expected, found " + value);
    }
    at = end;
    return (int) value;
  }

  private void share(int number, int from) {
    if (number > beforeCount - count) {
      throw error(
          from,
          "%d labels of the series before were announced, which has %d behind these %d"
              .formatted(number, Math.max(0, beforeCount - count), count));
    }
    int begin = from(beforeEnds, count);
    int shift = labels.length() - begin;
    labels.add(before.bytes(), begin, beforeEnds[count + number - 1]);
    reserve(count + number);
    for (int i = 0; i < number; i++) {
      ends[count] = beforeEnds[count] + shift;
      count++;
    }
  }

  private void own(byte[] bytes, int length, int from, int to) {
    if (length > to - at) {
      throw error(from, "%d bytes were announced, %d are left".formatted(length, to - at));
    }
    PackedLabels.validate(bytes, at, at + length, object);
    int shift = labels.length() - at;
    labels.add(bytes, at, at + length);
    for (int end = at + length; at < end; count++) {
      at = PackedLabels.labelEnd(bytes, at);
      reserve(count + 1);
      ends[count] = at + shift;
    }
  }

  private void reserve(int labelCount) {
    if (labelCount > ends.length) {
      ends = Arrays.copyOf(ends, 2 * labelCount);
    }
  }

  private static int from(int[] ends, int label) {
    return label == 0 ? 0 : ends[label - 1];
  }

  private CorruptDataException error(int from, String finding) {
    return new CorruptDataException(object, at - from, finding);
  }
}
