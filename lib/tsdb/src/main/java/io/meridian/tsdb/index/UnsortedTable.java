package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Sorts the postings offset table of a version 1 index, whose entries stand in any order, by
 * merging ever longer runs of offsets.
 */
final class UnsortedTable {
  private final Section section;
  private final TableEntry left;
  private final TableEntry right;

  private UnsortedTable(Section section) {
    this.section = section;
    this.left = new TableEntry(section);
    this.right = new TableEntry(section);
  }

  /** A table with the same entries in order. */
  static Section sort(Section section) {
    return new UnsortedTable(section).sorted();
  }

  private Section sorted() {
    int[] offsets = offsets();
    int[] other = new int[offsets.length];
    for (int run = 1; run < offsets.length; run *= 2) {
      for (int from = 0; from < offsets.length; from += 2 * run) {
        int middle = Math.min(offsets.length, from + run);
        merge(offsets, from, middle, Math.min(offsets.length, middle + run), other);
      }
      int[] swapped = offsets;
      offsets = other;
      other = swapped;
    }
    return new Section(MemorySegment.ofArray(copy(offsets)), section.name(), section.offset());
  }

  private int[] offsets() {
    if (section.bytes().byteSize() > 1 << 30) {
      throw left.corrupt("the postings offset table of a version 1 index has more than 1 GiB");
    }
    long count = left.count();
    int[] offsets = new int[16];
    for (int i = 0; i < count; i++) {
      if (i == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * i);
      }
      offsets[i] = (int) left.next();
    }
    left.expectEnd();
    return Arrays.copyOf(offsets, (int) count);
  }

  private void merge(int[] offsets, int from, int middle, int to, int[] into) {
    int a = from;
    int b = middle;
    for (int i = from; i < to; i++) {
      boolean first = b == to || (a < middle && compare(offsets[a], offsets[b]) <= 0);
      into[i] = first ? offsets[a++] : offsets[b++];
    }
  }

  private int compare(int a, int b) {
    left.at(a).next();
    right.at(b).next();
    int byName = left.compareName(right);
    return byName != 0 ? byName : left.compareValue(right);
  }

  private byte[] copy(int[] offsets) {
    byte[] sorted = new byte[(int) section.bytes().byteSize()];
    MemorySegment.copy(section.bytes(), ValueLayout.JAVA_BYTE, 0, sorted, 0, 4);
    int at = 4;
    for (int from : offsets) {
      left.at(from).next();
      int length = (int) (left.at() - from);
      MemorySegment.copy(section.bytes(), ValueLayout.JAVA_BYTE, from, sorted, at, length);
      at += length;
    }
    return sorted;
  }
}
