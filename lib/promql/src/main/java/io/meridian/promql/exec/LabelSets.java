package io.meridian.promql.exec;

import io.meridian.model.Labels;
import java.util.Arrays;

/**
 * Copies of packed label sets, numbered from 0 on. They stand in segments, so that adding one never
 * moves those before.
 */
public final class LabelSets {
  private static final int FIRST_SEGMENT = 1 << 12;
  private static final int LARGEST_SEGMENT = 1 << 20;

  private byte[] segment = {};
  private int used;
  private byte[][] bytes = new byte[16][];
  private int[] ends = new int[16];
  private int[] starts = new int[16];
  private int size;

  public LabelSets() {}

  public int size() {
    return size;
  }

  /** Adds a set; returns its number. */
  public int add(byte[] packed, int from, int to) {
    if (size == ends.length) {
      bytes = Arrays.copyOf(bytes, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    int length = to - from;
    if (length > segment.length - used) {
      int next = Math.clamp(segment.length * 2L, FIRST_SEGMENT, LARGEST_SEGMENT);
      segment = new byte[Math.max(next, length)];
      used = 0;
    }
    System.arraycopy(packed, from, segment, used, length);
    bytes[size] = segment;
    starts[size] = used;
    used += length;
    ends[size] = used;
    return size++;
  }

  /** The array that holds a set. */
  public byte[] bytes(int number) {
    return bytes[number];
  }

  /** Where a set begins. */
  public int from(int number) {
    return starts[number];
  }

  /** Where a set ends. */
  public int to(int number) {
    return ends[number];
  }

  /** A set as an object of its own. */
  public Labels labels(int number) {
    return Labels.copyOf(bytes[number], starts[number], ends[number]);
  }
}
