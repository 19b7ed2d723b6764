package io.meridian.tsdb.head;

import io.meridian.model.MetricMetadata;
import java.util.Arrays;

/** Makes the series of a head of its records. For one thread. */
final class SeriesRestore {
  private static final int UNKNOWN = -1;

  private final NewSeries series;
  private final HeadStore store;
  private final HeadIndex index;
  private final LabelField field = new LabelField();
  private final BatchExtras extras;
  private final RecordReader reader = new RecordReader();

  /** What pairs of the snapshot are here. */
  private int[] known = new int[64];

  private int knownEnd;
  private int[] pairs = new int[64];

  SeriesRestore(NewSeries series, HeadStore store) {
    this.series = series;
    this.store = store;
    this.index = store.index();
    this.extras = new BatchExtras(store);
  }

  void accept(byte[] record, int length) {
    reader.reset(record, length);
    for (int kind; (kind = reader.next()) != 0; ) {
      switch (kind) {
        case RecordSection.SERIES -> {
          while (reader.nextSeries()) {
            series.restore(reader.id(), record, reader.labelsFrom(), reader.labelsTo());
          }
        }
        case RecordSection.EXEMPLARS -> restoreExemplars(record);
        case RecordSection.METADATA -> restoreMetadata();
        case RecordSection.PAIRS -> restorePairs();
        case RecordSection.SERIES_BY_PAIR -> restoreSeries();
        default -> {}
      }
    }
  }

  private void restoreExemplars(byte[] record) {
    while (reader.nextExemplar()) {
      if (reader.id() < series.seriesCount()) {
        extras.restoreExemplar(
            reader.id(),
            reader.value(),
            reader.time(),
            record,
            reader.labelsFrom(),
            reader.labelsTo());
      }
    }
  }

  private void restoreMetadata() {
    while (reader.hasMore()) {
      MetricMetadata.Type type = reader.readType();
      String family = reader.readText();
      String help = reader.readText();
      store.metadata().put(family, new MetricMetadata(type, help, reader.readText()));
    }
  }

  private void restorePairs() {
    int first = reader.u32();
    if (first < 0 || first - knownEnd > RecordReader.MOST_LOST) {
      return;
    }
    for (int pair = first; reader.hasMore(); pair++) {
      int length = reader.leb();
      int from = reader.pass(length);
      if (pair >= known.length) {
        known = Arrays.copyOf(known, Math.max(pair + 1, 2 * known.length));
      }
      if (knownEnd < pair) {
        Arrays.fill(known, knownEnd, pair, UNKNOWN);
      }
      boolean here = length > 0 && field.read(reader.bytes(), from, from + length) == from + length;
      known[pair] = here ? index.intern(reader.bytes(), from, from + length) : UNKNOWN;
      knownEnd = pair + 1;
    }
  }

  private void restoreSeries() {
    int first = reader.u32();
    for (int id = first; reader.hasMore(); id++) {
      int labels = reader.leb();
      long hash = labels == 0 ? 0 : reader.u64();
      boolean whole = readPairs(labels);
      if (first >= 0 && id - RecordReader.MOST_LOST <= series.seriesCount()) {
        series.restore(id, hash, pairs, whole ? labels : 0);
      }
    }
  }

  /** Whether all pairs are known. */
  private boolean readPairs(int labels) {
    boolean whole = true;
    for (int i = 0; i < labels; i++) {
      int pair = reader.leb();
      if (i == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * i);
      }
      pairs[i] = pair < knownEnd ? known[pair] : UNKNOWN;
      whole &= pairs[i] != UNKNOWN;
    }
    return whole;
  }
}
