package io.meridian.promql.function;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.LabelTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Which series of a vector are one histogram: the floats whose labels are equal but for {@code le}
 * are the buckets of a classic one, and a series of native histograms with the same labels is the
 * same histogram once more. It is decided once, for all steps; buckets are in ascending order of
 * their bounds.
 */
final class HistogramGroups {
  private static final LabelNames LE = LabelNames.of("le");
  private static final int NONE = -1;

  private final Collected series;
  private final LabelTable labels = new LabelTable();

  /** For each series its classic histogram, or −1, and the bound. */
  private final int[] groupOf;

  private final double[] bounds;

  /** For each histogram its native series, or −1. */
  private int[] natives = new int[16];

  /** The buckets of histogram g are {@code members[starts[g]]} to before {@code starts[g + 1]}. */
  private final int[] starts;

  private final int[] members;

  HistogramGroups(Collected series, HistogramFindings findings) {
    this.series = series;
    groupOf = new int[series.size()];
    bounds = new double[series.size()];
    BucketBound reader = new BucketBound();
    LabelBytes scratch = new LabelBytes();
    for (int i = 0; i < series.size(); i++) {
      findGroups(i, reader, scratch, findings);
    }
    starts = new int[labels.size() + 1];
    members = new int[(int) Arrays.stream(groupOf).filter(group -> group != NONE).count()];
    sortMembers();
  }

  private void findGroups(
      int number, BucketBound reader, LabelBytes scratch, HistogramFindings findings) {
    byte[] packed = series.labelBytes(number);
    int from = series.labelsFrom(number);
    int to = series.labelsTo(number);
    int steps = series.steps().count();
    int histograms = histograms(series.tile(number), series.firstCell(number), steps);
    groupOf[number] = NONE;
    if (histograms > 0) {
      int group = number(packed, from, to);
      natives[group] = number;
    }
    int cell = series.firstCell(number);
    if (series.tile(number).count(cell, cell + steps) == histograms) {
      return;
    }
    String text = BucketBound.text(packed, from, to);
    OptionalDouble bound = reader.of(text);
    if (bound.isEmpty()) {
      findings.badBound(series.labels(number), text);
      return;
    }
    bounds[number] = bound.getAsDouble();
    LE.select(false, packed, from, to, scratch.clear());
    groupOf[number] = number(scratch.bytes(), 0, scratch.length());
  }

  private static int histograms(Tile tile, int firstCell, int steps) {
    int found = 0;
    for (int i = firstCell; tile.hasHistograms() && i < firstCell + steps; i++) {
      found += tile.has(i) && tile.laneIndex(i) >= 0 ? 1 : 0;
    }
    return found;
  }

  private int number(byte[] packed, int from, int to) {
    int before = labels.size();
    int group = labels.number(packed, from, to);
    if (group == before) {
      if (group == natives.length) {
        natives = Arrays.copyOf(natives, group * 2);
      }
      natives[group] = NONE;
    }
    return group;
  }

  private void sortMembers() {
    for (int group : groupOf) {
      if (group != NONE) {
        starts[group + 1]++;
      }
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] next = starts.clone();
    for (int i = 0; i < groupOf.length; i++) {
      if (groupOf[i] != NONE) {
        members[next[groupOf[i]]++] = i;
      }
    }
    for (int group = 0; group < labels.size(); group++) {
      sort(starts[group], starts[group + 1]);
    }
  }

  /** Most vectors come in this order but for +Inf, or nearly so. */
  private void sort(int from, int to) {
    if (to - from > 64) {
      int[] sorted =
          IntStream.range(from, to)
              .mapToObj(i -> members[i])
              .sorted(Comparator.comparingDouble(i -> bounds[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(sorted, 0, members, from, sorted.length);
      return;
    }
    for (int i = from + 1; i < to; i++) {
      int member = members[i];
      int at = i;
      while (at > from && Double.compare(bounds[members[at - 1]], bounds[member]) > 0) {
        members[at] = members[at - 1];
        at--;
      }
      members[at] = member;
    }
  }

  /** How many histograms there are. */
  int size() {
    return labels.size();
  }

  /** The labels of the histograms, without {@code le} where they are classic. */
  LabelTable labels() {
    return labels;
  }

  /** The labels of a histogram as an object. */
  Labels labels(int group) {
    return Labels.copyOf(labels.bytes(group), labels.from(group), labels.to(group));
  }

  /** Replaces some buckets by those of a histogram at a step. */
  void read(int group, int step, ClassicBuckets into) {
    into.clear();
    for (int i = starts[group]; i < starts[group + 1]; i++) {
      int member = members[i];
      Tile tile = series.tile(member);
      int cell = series.firstCell(member) + step;
      if (tile.has(cell) && tile.laneIndex(cell) < 0) {
        into.add(bounds[member], tile.values()[cell]);
      }
    }
  }

  /** The tile that may hold native histograms of a group. */
  Tile nativeTile(int group) {
    return series.tile(natives[group]);
  }

  /** The cell of {@link #nativeTile} with the native histogram at a step, or −1. */
  int nativeCell(int group, int step) {
    if (natives[group] == NONE) {
      return NONE;
    }
    int cell = series.firstCell(natives[group]) + step;
    Tile tile = series.tile(natives[group]);
    return tile.has(cell) && tile.laneIndex(cell) >= 0 ? cell : NONE;
  }
}
