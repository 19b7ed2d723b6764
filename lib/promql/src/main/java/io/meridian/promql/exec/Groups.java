package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelHash;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the groups of an aggregation as series arrive: by the packed labels that the grouping
 * leaves, in an open hash table. Groups are numbered in the order in which they are first met.
 */
final class Groups {
  private final LabelNames names;
  private final boolean included;
  private final LabelBytes scratch = new LabelBytes();
  private final LabelBytes labels = new LabelBytes();
  private int[] ends = new int[16];
  private boolean[] dropsName = new boolean[16];
  private long[] hashes = new long[16];
  private int[] table = new int[64];
  private int size;

  Groups(Grouping grouping) {
    included = !grouping.without();
    List<String> all = new ArrayList<>(grouping.labels());
    if (grouping.without()) {
      all.add(Labels.METRIC_NAME);
    }
    names = LabelNames.of(all);
    Arrays.fill(table, -1);
  }

  int size() {
    return size;
  }

  /** The group of a series. */
  int of(byte[] packed, int from, int to, boolean drops) {
    scratch.clear();
    if (!included || !names.isEmpty()) {
      names.select(included, packed, from, to, scratch);
    }
    int group = find();
    dropsName[group] |= drops;
    return group;
  }

  private int find() {
    long hash = LabelHash.of(scratch.bytes(), 0, scratch.length());
    int slot = (int) hash & (table.length - 1);
    while (table[slot] >= 0) {
      int group = table[slot];
      if (hashes[group] == hash && isScratch(group)) {
        return group;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = size;
    return add(hash);
  }

  private boolean isScratch(int group) {
    return Arrays.equals(
        labels.bytes(), from(group), to(group), scratch.bytes(), 0, scratch.length());
  }

  private int add(long hash) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      dropsName = Arrays.copyOf(dropsName, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    labels.add(scratch.bytes(), 0, scratch.length());
    ends[size] = labels.length();
    hashes[size] = hash;
    dropsName[size] = false;
    size++;
    if (size * 2 > table.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    table = new int[table.length * 2];
    Arrays.fill(table, -1);
    for (int group = 0; group < size; group++) {
      int slot = (int) hashes[group] & (table.length - 1);
      while (table[slot] >= 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = group;
    }
  }

  byte[] bytes() {
    return labels.bytes();
  }

  int from(int group) {
    return group == 0 ? 0 : ends[group - 1];
  }

  int to(int group) {
    return ends[group];
  }

  boolean dropsName(int group) {
    return dropsName[group];
  }
}
