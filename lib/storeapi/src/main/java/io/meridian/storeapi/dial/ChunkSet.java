package io.meridian.storeapi.dial;

import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.ChunkFieldReader;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.Arrays;

/**
 * The chunks of a series from any number of stores: in order of time, those that several stores
 * gave once, dealt out to as few rows as need be so that in a row none overlaps another. A chunk
 * goes to the first row whose last one ends before it begins, which is how Thanos' querier finds
 * replicas again. For one thread; memory is kept from series to series.
 */
final class ChunkSet {
  private static final int ROOM = 64;

  /** Of a span without a chunk of samples. */
  private static final byte AGGREGATES = 0;

  private final ChunkFieldReader reader;

  /** How many chunks were read. */
  private int count;

  private long[] minTimes = new long[ROOM];
  private long[] maxTimes = new long[ROOM];

  /** Tells chunks of the same times apart: the hashes of their parts, mixed. */
  private long[] identities = new long[ROOM];

  /** Where the chunks' fields begin and end. */
  private int[] froms = new int[ROOM];

  private int[] tos = new int[ROOM];

  /** How the samples are encoded, {@link #AGGREGATES} if there are none. */
  private byte[] encodings = new byte[ROOM];

  /** Where the samples' data begins and ends. */
  private int[] dataFroms = new int[ROOM];

  private int[] dataTos = new int[ROOM];

  /** The chunks that count, in order of time, and their rows. */
  private int[] order = new int[ROOM];

  private int[] rows = new int[ROOM];
  private int size;
  private long[] rowEnds = new long[4];
  private int rowCount;
  private boolean raw;

  ChunkSet(String object) {
    reader = new ChunkFieldReader(object);
  }

  /** Takes the chunks of a series that reach into a range. */
  void read(byte[] bytes, int from, int to, TimeRange range) {
    count = 0;
    raw = true;
    boolean sorted = true;
    int at = from;
    for (reader.reset(bytes, from, to); reader.next(); at = reader.end()) {
      if (range.overlaps(reader.minTime(), reader.maxTime())) {
        add(at);
        sorted &= count == 1 || compare(count - 2, count - 1) < 0;
      }
    }
    if (sorted) {
      size = count;
      for (int i = 0; i < size; i++) {
        order[i] = i;
      }
    } else {
      sort();
    }
    deal();
  }

  private void add(int from) {
    if (count == minTimes.length) {
      grow();
    }
    minTimes[count] = reader.minTime();
    maxTimes[count] = reader.maxTime();
    identities[count] = identity();
    froms[count] = from;
    tos[count] = reader.end();
    if (reader.has(ChunkFieldReader.RAW)) {
      encodings[count] = (byte) reader.encoding(ChunkFieldReader.RAW).code();
      dataFroms[count] = reader.from(ChunkFieldReader.RAW);
      dataTos[count] = reader.to(ChunkFieldReader.RAW);
    } else {
      encodings[count] = AGGREGATES;
      raw = false;
    }
    count++;
  }

  private void grow() {
    int room = 2 * count;
    minTimes = Arrays.copyOf(minTimes, room);
    maxTimes = Arrays.copyOf(maxTimes, room);
    identities = Arrays.copyOf(identities, room);
    froms = Arrays.copyOf(froms, room);
    tos = Arrays.copyOf(tos, room);
    encodings = Arrays.copyOf(encodings, room);
    dataFroms = Arrays.copyOf(dataFroms, room);
    dataTos = Arrays.copyOf(dataTos, room);
    order = new int[room];
    rows = new int[room];
  }

  private long identity() {
    long identity = 0;
    for (int part = 0; part < ChunkFieldReader.PARTS; part++) {
      identity = 31 * identity + (reader.has(part) ? reader.hash(part) : 0);
    }
    return identity;
  }

  private void sort() {
    int[] sorted = IndirectSort.mergesort(0, count, this::compare);
    size = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || compare(sorted[i - 1], sorted[i]) != 0) {
        order[size++] = sorted[i];
      }
    }
  }

  private int compare(int one, int other) {
    int byTime = Long.compare(minTimes[one], minTimes[other]);
    if (byTime == 0) {
      byTime = Long.compare(maxTimes[one], maxTimes[other]);
    }
    return byTime != 0 ? byTime : Long.compare(identities[one], identities[other]);
  }

  private void deal() {
    rowCount = 0;
    for (int i = 0; i < size; i++) {
      int chunk = order[i];
      int row = 0;
      while (row < rowCount && rowEnds[row] >= minTimes[chunk]) {
        row++;
      }
      if (row == rowCount) {
        if (row == rowEnds.length) {
          rowEnds = Arrays.copyOf(rowEnds, 2 * row);
        }
        rowCount++;
      }
      rowEnds[row] = maxTimes[chunk];
      rows[i] = row;
    }
  }

  int size() {
    return size;
  }

  /** How many rows there are. */
  int rows() {
    return rowCount;
  }

  /** Whether every chunk holds samples, none aggregates. */
  boolean isRaw() {
    return raw;
  }

  /** The row of a chunk by its place in the order of time. */
  int row(int index) {
    return rows[index];
  }

  long minTime(int index) {
    return minTimes[order[index]];
  }

  long maxTime(int index) {
    return maxTimes[order[index]];
  }

  int from(int index) {
    return froms[order[index]];
  }

  int to(int index) {
    return tos[order[index]];
  }

  /** Whether a chunk holds samples, which the next three tell of. */
  boolean isRaw(int index) {
    return encodings[order[index]] != AGGREGATES;
  }

  ChunkEncoding encoding(int index) {
    return ChunkEncoding.of(encodings[order[index]], "chunk of a series", 0);
  }

  int dataFrom(int index) {
    return dataFroms[order[index]];
  }

  int dataTo(int index) {
    return dataTos[order[index]];
  }
}
