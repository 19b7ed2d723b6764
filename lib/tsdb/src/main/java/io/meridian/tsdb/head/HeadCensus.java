package io.meridian.tsdb.head;

import io.meridian.tsdb.index.Cardinality;
import io.meridian.tsdb.index.Cardinality.Count;
import io.meridian.tsdb.index.Largest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Makes statistics of what each name knows of its values: neither series nor, where a name has
 * many, all values are looked at. Under the labels' lock.
 */
final class HeadCensus {
  private static final byte[] METRIC = "__name__".getBytes(StandardCharsets.UTF_8);

  private final HeadStore store;
  private final HeadIndex index;
  private final int limit;

  HeadCensus(HeadStore store, int limit) {
    this.store = store;
    this.index = store.index();
    this.limit = limit;
  }

  HeadStats take() {
    Largest metrics = new Largest(limit);
    Largest pairs = new Largest(limit);
    Largest values = new Largest(limit);
    Largest bytes = new Largest(limit);
    long pairCount = 0;
    List<byte[]> names = index.names().sorted();
    for (int i = 0; i < names.size(); i++) {
      LabelValues of = index.values(names.get(i));
      pairCount += of.size();
      values.add(i, of.size());
      bytes.add(i, of.bytes());
      of.addLargest(pairs);
      if (Arrays.equals(names.get(i), METRIC)) {
        of.addLargest(metrics);
      }
    }
    SpillFiles spill = store.ranges().spill();
    Cardinality cardinality =
        new Cardinality(
            index.table().living(),
            pairCount,
            list(metrics, this::value),
            list(pairs, this::pair),
            list(values, key -> new String(names.get((int) key), StandardCharsets.UTF_8)),
            list(bytes, key -> new String(names.get((int) key), StandardCharsets.UTF_8)));
    long chunks = store.ranges().chunks() + store.lateRanges().chunks() + index.table().living();
    return new HeadStats(cardinality, chunks, heapBytes(), spill.bytes(), spill.failures());
  }

  private long heapBytes() {
    return store.cells().bytes()
        + store.rows().bytes()
        + store.openStarts().bytes()
        + index.table().bytes()
        + index.bytes();
  }

  private static List<Count> list(Largest largest, LongFunction<String> text) {
    List<Count> counts = new ArrayList<>();
    long[] keys = largest.keys();
    for (int i = 0; i < keys.length; i++) {
      counts.add(new Count(text.apply(keys[i]), largest.count(i)));
    }
    return counts;
  }

  private String pair(long pair) {
    byte[] name = index.names().text(index.pairs().name((int) pair));
    return new String(name, StandardCharsets.UTF_8) + "=" + value(pair);
  }

  private String value(long pair) {
    LabelField field = new LabelField();
    index.pairs().read((int) pair, field);
    int from = field.valueFrom();
    return new String(field.bytes(), from, field.valueTo() - from, StandardCharsets.UTF_8);
  }
}
