package io.meridian.tsdb.head;

import io.meridian.model.MetricMetadata;
import java.util.Arrays;

/** Makes the series of a head of its records. For one thread. */
final class SeriesRestore {
  private static final int UNKNOWN = -1;

  private final HeadWriter writer;
  private final HeadStore store;
  private final SymbolHeap symbols;
  private final BatchExtras extras;
  private final RecordReader reader = new RecordReader();

  /** What symbols of the snapshot are here. */
  private int[] known = new int[64];

  private int knownEnd;
  private int[] pairs = new int[64];

  SeriesRestore(HeadWriter writer, HeadStore store) {
    this.writer = writer;
    this.store = store;
    this.symbols = store.index().symbols();
    this.extras = new BatchExtras(store);
  }

  void accept(byte[] record, int length) {
    reader.reset(record, length);
    for (int kind; (kind = reader.next()) != 0; ) {
      switch (kind) {
        case RecordSection.SERIES -> {
          while (reader.nextSeries()) {
            writer.restore(reader.id(), record, reader.labelsFrom(), reader.labelsTo());
          }
        }
        case RecordSection.EXEMPLARS -> restoreExemplars(record);
        case RecordSection.METADATA -> restoreMetadata();
        case RecordSection.SYMBOLS -> restoreSymbols();
        case RecordSection.SERIES_BY_SYMBOL -> restoreSeries();
        default -> {}
      }
    }
  }

  private void restoreExemplars(byte[] record) {
    while (reader.nextExemplar()) {
      if (reader.id() < writer.seriesCount()) {
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

  private void restoreSymbols() {
    int first = reader.u32();
    if (first < 0 || first - knownEnd > RecordReader.MOST_LOST) {
      return;
    }
    for (int symbol = first; reader.hasMore(); symbol++) {
      int length = reader.leb();
      int from = reader.pass(length);
      if (symbol >= known.length) {
        known = Arrays.copyOf(known, Math.max(symbol + 1, 2 * known.length));
      }
      if (knownEnd < symbol) {
        Arrays.fill(known, knownEnd, symbol, UNKNOWN);
      }
      known[symbol] = symbols.intern(reader.bytes(), from, from + length);
      knownEnd = symbol + 1;
    }
  }

  private void restoreSeries() {
    int first = reader.u32();
    for (int id = first; reader.hasMore(); id++) {
      int labels = reader.leb();
      long hash = labels == 0 ? 0 : reader.u64();
      boolean whole = readPairs(labels);
      if (first >= 0 && id - RecordReader.MOST_LOST <= writer.seriesCount()) {
        writer.restore(id, hash, pairs, whole ? labels : 0);
      }
    }
  }

  /** Whether all symbols are known. */
  private boolean readPairs(int labels) {
    boolean whole = true;
    for (int i = 0; i < 2 * labels; i++) {
      int symbol = reader.leb();
      if (i == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * i);
      }
      pairs[i] = symbol < knownEnd ? known[symbol] : UNKNOWN;
      whole &= pairs[i] != UNKNOWN;
    }
    return whole;
  }
}
