package io.meridian.tsdb.index;

import io.meridian.tsdb.file.ByteRanges;
import java.util.Arrays;

/** Asks an index everything and folds the answers into one number. */
final class IndexDigest {
  private final IndexReader index;
  private final SeriesEntry entry = new SeriesEntry();
  private long digest;

  private IndexDigest(IndexReader index) {
    this.index = index;
  }

  /**
   * The answers of an index.
   *
   * @throws io.meridian.model.CorruptDataException if it is damaged: the one error that is allowed
   */
  static long of(ByteRanges ranges) {
    try (IndexReader index = IndexReader.open(ranges)) {
      return new IndexDigest(index).all();
    }
  }

  private long all() {
    for (SymbolCursor symbol = index.symbols().cursor(); symbol.next(); ) {
      add(symbol.bytes(), 0, symbol.length());
      index.symbols().find(symbol.bytes(), 0, symbol.length());
    }
    series(index.allRefs());
    for (int i = 0; i < index.labelNameCount(); i++) {
      byte[] name = index.labelName(i);
      add(name, 0, name.length);
      for (ValueCursor value = index.values(name); value.next(); ) {
        add(value.bytes(), value.from(), value.to());
        series(index.refs(value.listOffset(), value.listEnd()));
        byte[] text = Arrays.copyOfRange(value.bytes(), value.from(), value.to());
        index.refs(name, text);
        index.values(name, text).next();
      }
    }
    return digest;
  }

  private void series(SeriesRefs refs) {
    add(refs.size());
    for (int i = 0; i < refs.size(); i++) {
      index.series(refs.get(i), entry);
      add(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo());
      for (int k = 0; k < entry.chunks(); k++) {
        add(entry.chunkMinTime(k));
        add(entry.chunkMaxTime(k));
        add(entry.chunkRef(k));
      }
    }
  }

  private void add(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      digest = 31 * digest + bytes[i];
    }
    add(to - from);
  }

  private void add(long value) {
    digest = 31 * digest + value;
  }
}
