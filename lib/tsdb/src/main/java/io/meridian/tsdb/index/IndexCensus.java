package io.meridian.tsdb.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes {@link Cardinality} of the postings offset table and the lengths of the lists. Walks over
 * the table itself ({@link #take}), or is told of each name and its values by who does so anyway.
 */
final class IndexCensus {
  private static final byte[] METRIC = "__name__".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ANY = {};

  private final IndexFile index;
  private final PostingsTable table;
  private final Ranking metrics;
  private final Ranking pairs;
  private final Ranking values;
  private final Ranking bytes;
  private long pairCount;

  // The name of the values that come now.
  private byte[] name = ANY;
  private boolean isMetric;
  private long nameBytes;
  private long nameValues;

  IndexCensus(IndexFile index, PostingsTable table, int limit) {
    this.index = index;
    this.table = table;
    this.metrics = new Ranking(limit);
    this.pairs = new Ranking(limit);
    this.values = new Ranking(limit);
    this.bytes = new Ranking(limit);
  }

  /** Walks over all names and values. */
  Cardinality take() {
    for (int position = 0; position < table.names(); position++) {
      begin(table.name(position));
      for (ValueCursor value = table.cursor(position, ANY); value.next(); ) {
        add(value);
      }
      end();
    }
    return counted();
  }

  /** What was counted of all names. */
  Cardinality counted() {
    ListPlace all = table.all();
    long series = all.equals(ListPlace.NONE) ? 0 : length(all.offset());
    return new Cardinality(
        series, pairCount, metrics.counts(), pairs.counts(), values.counts(), bytes.counts());
  }

  /** Begins a name, whose values come next. */
  void begin(byte[] text) {
    name = text;
    isMetric = Arrays.equals(name, METRIC);
    nameBytes = 0;
    nameValues = 0;
  }

  /** Counts the value at which a cursor stands. */
  void add(ValueCursor value) {
    long count = length(value.listOffset());
    int valueLength = value.to() - value.from();
    nameValues++;
    nameBytes += count * valueLength;
    if (isMetric && metrics.takes(count)) {
      metrics.add(text(value.bytes(), value.from(), valueLength), count);
    }
    if (pairs.takes(count)) {
      String text = text(value.bytes(), value.from(), valueLength);
      pairs.add(text(name, 0, name.length) + "=" + text, count);
    }
  }

  /** Ends a name. */
  void end() {
    pairCount += nameValues;
    values.add(text(name, 0, name.length), nameValues);
    bytes.add(text(name, 0, name.length), nameBytes);
  }

  /** How many series a list has, which stands behind how many bytes it has. */
  private long length(long list) {
    return Integer.toUnsignedLong(
        index.read(list + Integer.BYTES, Integer.BYTES).get(IndexFile.U32, 0));
  }

  private static String text(byte[] utf8, int from, int length) {
    return new String(utf8, from, length, StandardCharsets.UTF_8);
  }

  /** The largest counts and what they are of. */
  private static final class Ranking {
    private final Largest largest;
    private final List<String> texts = new ArrayList<>();

    Ranking(int limit) {
      this.largest = new Largest(limit);
    }

    boolean takes(long count) {
      return count >= largest.least();
    }

    void add(String text, long count) {
      if (takes(count)) {
        largest.add(texts.size(), count);
        texts.add(text);
      }
    }

    List<Cardinality.Count> counts() {
      List<Cardinality.Count> counts = new ArrayList<>();
      long[] keys = largest.keys();
      for (int i = 0; i < keys.length; i++) {
        counts.add(new Cardinality.Count(texts.get((int) keys[i]), largest.count(i)));
      }
      return counts;
    }
  }
}
