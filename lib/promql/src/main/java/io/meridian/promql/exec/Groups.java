package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers groups as series arrive: by the packed labels that an aggregation's grouping leaves, or
 * that a vector matching compares. Groups are numbered in the order in which they are first met.
 */
public final class Groups {
  private final LabelNames names;
  private final boolean included;
  private final LabelBytes scratch = new LabelBytes();
  private final LabelTable table = new LabelTable();
  private boolean[] dropsName = new boolean[16];

  public Groups(Grouping grouping) {
    included = !grouping.without();
    List<String> all = new ArrayList<>(grouping.labels());
    if (grouping.without()) {
      all.add(Labels.METRIC_NAME);
    }
    names = LabelNames.of(all);
  }

  public int size() {
    return table.size();
  }

  /** The group of a series. */
  public int of(byte[] packed, int from, int to, boolean drops) {
    select(packed, from, to);
    int group = table.number(scratch.bytes(), 0, scratch.length());
    if (group == dropsName.length) {
      dropsName = Arrays.copyOf(dropsName, group * 2);
    }
    dropsName[group] |= drops;
    return group;
  }

  /** The group of a series, or −1 if no series of that group has arrived. */
  public int find(byte[] packed, int from, int to) {
    select(packed, from, to);
    return table.find(scratch.bytes(), 0, scratch.length());
  }

  private void select(byte[] packed, int from, int to) {
    scratch.clear();
    if (!included || !names.isEmpty()) {
      names.select(included, packed, from, to, scratch);
    }
  }

  /** The array that holds the packed labels of a group. */
  public byte[] bytes(int group) {
    return table.bytes(group);
  }

  /** Where the labels of a group begin. */
  public int from(int group) {
    return table.from(group);
  }

  /** Where the labels of a group end. */
  public int to(int group) {
    return table.to(group);
  }

  /** Compares groups by their labels. */
  int compare(int group, int other) {
    return PackedLabels.compare(
        bytes(group), from(group), to(group), bytes(other), from(other), to(other));
  }

  boolean dropsName(int group) {
    return dropsName[group];
  }
}
