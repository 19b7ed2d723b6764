package io.meridian.storeapi.dial;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.ChunkFieldReader;

/**
 * The chunks of a series from any number of stores: in order of time, those that several stores
 * gave once, dealt out to as few rows as need be so that in a row none overlaps another. A chunk
 * goes to the first row whose last one ends before it begins, which is how Thanos' querier finds
 * replicas again. For one thread; memory is kept from series to series.
 */
final class ChunkSet {
  private final ChunkFieldReader reader;
  private final LongArrayList minTimes = new LongArrayList();
  private final LongArrayList maxTimes = new LongArrayList();

  /** Tells chunks apart: the hashes of their parts, mixed. */
  private final LongArrayList identities = new LongArrayList();

  /** Where the chunks' fields begin and end. */
  private final IntArrayList froms = new IntArrayList();

  private final IntArrayList tos = new IntArrayList();

  /** The chunks that count, in order of time. */
  private final IntArrayList order = new IntArrayList();

  private final IntArrayList rows = new IntArrayList();
  private final LongArrayList rowEnds = new LongArrayList();

  ChunkSet(String object) {
    reader = new ChunkFieldReader(object);
  }

  /** Takes the chunks of a series that reach into a range. */
  void read(byte[] bytes, int from, int to, TimeRange range) {
    minTimes.clear();
    maxTimes.clear();
    identities.clear();
    froms.clear();
    tos.clear();
    int at = from;
    for (reader.reset(bytes, from, to); reader.next(); at = reader.end()) {
      if (range.overlaps(reader.minTime(), reader.maxTime())) {
        minTimes.add(reader.minTime());
        maxTimes.add(reader.maxTime());
        identities.add(identity());
        froms.add(at);
        tos.add(reader.end());
      }
    }
    if (minTimes.size() > 1) {
      sort();
      deal();
    } else {
      takeOnly();
    }
  }

  private void takeOnly() {
    order.clear();
    rows.clear();
    rowEnds.clear();
    if (minTimes.size() == 1) {
      order.add(0);
      rows.add(0);
      rowEnds.add(maxTimes.get(0));
    }
  }

  private long identity() {
    long identity = 0;
    for (int part = 0; part < ChunkFieldReader.PARTS; part++) {
      identity = 31 * identity + (reader.has(part) ? reader.hash(part) : 0);
    }
    return identity;
  }

  private void sort() {
    order.clear();
    int[] sorted = IndirectSort.mergesort(0, minTimes.size(), this::compare);
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || compare(sorted[i - 1], sorted[i]) != 0) {
        order.add(sorted[i]);
      }
    }
  }

  private int compare(int one, int other) {
    int byTime = Long.compare(minTimes.get(one), minTimes.get(other));
    if (byTime == 0) {
      byTime = Long.compare(maxTimes.get(one), maxTimes.get(other));
    }
    return byTime != 0 ? byTime : Long.compare(identities.get(one), identities.get(other));
  }

  private void deal() {
    rows.clear();
    rowEnds.clear();
    for (int i = 0; i < order.size(); i++) {
      int chunk = order.get(i);
      int row = 0;
      while (row < rowEnds.size() && rowEnds.get(row) >= minTimes.get(chunk)) {
        row++;
      }
      if (row == rowEnds.size()) {
        rowEnds.add(maxTimes.get(chunk));
      } else {
        rowEnds.set(row, maxTimes.get(chunk));
      }
      rows.add(row);
    }
  }

  int size() {
    return order.size();
  }

  /** How many rows there are. */
  int rows() {
    return rowEnds.size();
  }

  /** The row of a chunk by its place in the order of time. */
  int row(int index) {
    return rows.get(index);
  }

  int from(int index) {
    return froms.get(order.get(index));
  }

  int to(int index) {
    return tos.get(order.get(index));
  }
}
