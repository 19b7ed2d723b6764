package io.meridian.model;

import java.util.Arrays;

/**
 * How many series have a sample to show at each step, in groups by the labels that are wanted of
 * them; two groups may have the same ones. What it takes is charged to the query until it is
 * closed. For one thread.
 */
public final class SeriesCounts implements AutoCloseable {
  private static final int FIRST_GROUPS = 4;

  private final int steps;
  private final QueryContext context;
  private final LabelBytes labels = new LabelBytes();
  private int[] ends = new int[FIRST_GROUPS];
  private long[] counts = {};
  private int size;
  private long charged;

  /** Counts without a group. */
  public SeriesCounts(int steps, QueryContext context) {
    this.steps = steps;
    this.context = context;
  }

  /**
   * Adds a group of no series.
   *
   * @param packed holds its packed labels
   * @return its number
   * @throws LimitExceededException if the query may not hold so much
   */
  public int add(byte[] packed, int from, int to) {
    if (size == ends.length || counts.length == 0) {
      int room = Math.max(FIRST_GROUPS, 2 * size);
      charge((long) Long.BYTES * room * steps);
      counts = Arrays.copyOf(counts, Math.multiplyExact(room, steps));
      ends = Arrays.copyOf(ends, room);
    }
    labels.add(packed, from, to);
    ends[size] = labels.length();
    charge((long) Long.BYTES * counts.length);
    return size++;
  }

  /** Charges counts of so many bytes, and what else is held. */
  private void charge(long ofCounts) {
    long held = ofCounts + labels.bytes().length + (long) Integer.BYTES * ends.length;
    if (held > charged) {
      context.charge(held - charged);
      charged = held;
    }
  }

  /** How many groups there are. */
  public int size() {
    return size;
  }

  /** How many steps each group has. */
  public int steps() {
    return steps;
  }

  /** The array that holds the packed labels of all groups; replaced when it grows. */
  public byte[] labelBytes() {
    return labels.bytes();
  }

  /** Where the packed labels of a group begin. */
  public int labelsFrom(int group) {
    return group == 0 ? 0 : ends[group - 1];
  }

  /** Where the packed labels of a group end. */
  public int labelsTo(int group) {
    return ends[group];
  }

  /**
   * The array that holds the counts: those of a group, one a step, from {@link #firstCell} on;
   * replaced when it grows.
   */
  public long[] cells() {
    return counts;
  }

  /** Where the counts of a group begin. */
  public int firstCell(int group) {
    return group * steps;
  }

  @Override
  public void close() {
    context.release(charged);
    charged = 0;
  }
}
