package io.meridian.tsdb.index;

import java.io.IOException;

/**
 * The values of one label name, in the order of the series that have it: what posting lists are
 * made of.
 *
 * <pre>
 *   column := (series − last series uvarint, value's symbol − last value's varint)*
 * </pre>
 */
final class LabelColumn {
  private static final int LARGEST_RECORD = 20;

  private final int nameRef;
  private final SpooledBytes records;
  private long series;
  private int value;
  private long size;

  LabelColumn(int nameRef, Spool spool) {
    this.nameRef = nameRef;
    this.records = new SpooledBytes(spool);
  }

  int nameRef() {
    return nameRef;
  }

  /** How many series have the label. */
  long size() {
    return size;
  }

  /**
   * Adds a series, which must come after the one before; returns how many bytes of memory more are
   * used.
   */
  int add(long seriesRef, int valueRef) throws IOException {
    int before = records.memory();
    records.beginRecord(LARGEST_RECORD);
    records.uvarint(seriesRef - series);
    records.varint((long) valueRef - value);
    series = seriesRef;
    value = valueRef;
    size++;
    return records.memory() - before;
  }

  /** Writes to disk what is in memory; returns how many bytes of memory are used now. */
  int release() throws IOException {
    records.release();
    return records.memory();
  }

  Walk walk() {
    return new Walk();
  }

  /** Walks over the series. */
  final class Walk {
    private final SpooledBytes.Reader reader = records.reader();
    private long seriesRef;
    private int valueRef;

    boolean next() throws IOException {
      if (!reader.nextRecord()) {
        return false;
      }
      seriesRef += reader.uvarint();
      valueRef += (int) reader.varint();
      return true;
    }

    int seriesRef() {
      return (int) seriesRef;
    }

    int valueRef() {
      return valueRef;
    }
  }
}
