package io.meridian.tsdb.index;

import io.meridian.tsdb.file.ByteRanges;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes {@link Cardinality} of the postings offset table and the lengths of the lists. */
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

  IndexCensus(ByteRanges ranges, int limit) {
    this.index = IndexFile.open(ranges);
    this.table = OffsetTable.of(index.tableSection(), index.version(), index.listsEnd());
    this.metrics = new Ranking(limit);
    this.pairs = new Ranking(limit);
    this.values = new Ranking(limit);
    this.bytes = new Ranking(limit);
  }

  Cardinality take() {
    for (int name = 0; name < table.names(); name++) {
      addName(name);
    }
    ListPlace all = table.all();
    long series = all.equals(ListPlace.NONE) ? 0 : length(all.offset());
    return new Cardinality(
        series, pairCount, metrics.counts(), pairs.counts(), values.counts(), bytes.counts());
  }

  private void addName(int position) {
    byte[] name = table.name(position);
    boolean metric = Arrays.equals(name, METRIC);
    long nameBytes = 0;
    long nameValues = 0;
    for (ValueCursor value = table.cursor(position, ANY); value.next(); nameValues++) {
      long count = length(value.listOffset());
      int valueLength = value.to() - value.from();
      nameBytes += count * valueLength;
      if (metric && metrics.takes(count)) {
        metrics.add(text(value.bytes(), value.from(), valueLength), count);
      }
      if (pairs.takes(count)) {
        String text = text(value.bytes(), value.from(), valueLength);
        pairs.add(text(name, 0, name.length) + "=" + text, count);
      }
    }
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
