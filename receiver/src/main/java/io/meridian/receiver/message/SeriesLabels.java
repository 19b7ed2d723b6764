package io.meridian.receiver.message;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.tsdb.head.LabelLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.Arrays;

/**
 * The labels of a series as a request has them, found out only as far as routing needs: their hash
 * in the order of their names, and their bytes in this order. Labels that are no labels, or more
 * than a series may have, are left as they are; whoever appends them says so. Reused from series to
 * series; for one thread.
 *
 * <pre>
 *   slice := (0x0a length (0x0a length name 0x12 length value))*
 * </pre>
 */
public final class SeriesLabels {
  private static final byte END = (byte) 0xff;

  private final Bytes text = new Bytes();
  private final Fields fields = new Fields();
  private final Fields inner = new Fields();
  private byte[] bytes = {};
  private int from;
  private int to;
  private int count;
  private boolean sorted;

  /** For each label: the whole field, its name, its value, each with begin and end. */
  private int[] places = new int[6 * 16];

  /** Looks at a series of a batch. */
  public void read(WriteBatch batch, int series) {
    bytes = batch.labelBytes();
    from = batch.labelsFrom(series);
    to = batch.labelsTo(series);
    count = 0;
    sorted = true;
    fields.reset(bytes, from, to);
    while (count <= LabelLimits.MOST && fields.next()) {
      addLabel();
      sorted &= count < 2 || compareNames(count - 2, count - 1) <= 0;
    }
    if (count > LabelLimits.MOST || !fields.isWhole()) {
      count = 0;
      sorted = true;
    }
  }

  private void addLabel() {
    if (6 * count == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    int at = 6 * count++;
    Arrays.fill(places, at, at + 6, fields.contentTo());
    places[at] = fields.fieldAt();
    places[at + 1] = fields.contentTo();
    inner.reset(bytes, fields.contentFrom(), fields.contentTo());
    while (inner.next()) {
      if (inner.number() == 1 || inner.number() == 2) {
        places[at + 2 * inner.number()] = inner.contentFrom();
        places[at + 2 * inner.number() + 1] = inner.contentTo();
      }
    }
  }

  private int compareNames(int left, int right) {
    return Arrays.compareUnsigned(
        bytes,
        places[6 * left + 2],
        places[6 * left + 3],
        bytes,
        places[6 * right + 2],
        places[6 * right + 3]);
  }

  /**
   * The hash that places the series: xxHash64 of {@code tenant 0xff (name 0xff value 0xff)*}.
   *
   * @param tenant in UTF-8
   */
  public long hash(byte[] tenant) {
    order();
    text.clear().add(tenant, 0, tenant.length).add(END);
    for (int at = 0; at < 6 * count; at += 6) {
      text.add(bytes, places[at + 2], places[at + 3]).add(END);
      text.add(bytes, places[at + 4], places[at + 5]).add(END);
    }
    return XxHash64JavaHasher.hash(text.array(), 0, text.size(), 0);
  }

  /** Brings labels into the order of their names, by insertion: they come so, or nearly. */
  public void order() {
    if (sorted) {
      return;
    }
    int[] moved = new int[6];
    for (int i = 1; i < count; i++) {
      if (compareNames(i - 1, i) > 0) {
        int to = 6 * place(i);
        System.arraycopy(places, 6 * i, moved, 0, 6);
        System.arraycopy(places, to, places, to + 6, 6 * i - to);
        System.arraycopy(moved, 0, places, to, 6);
      }
    }
  }

  /** Which of the labels in front of one is the first with a greater name; the last of them has. */
  private int place(int label) {
    int from = 0;
    int to = label - 1;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compareNames(middle, label) > 0) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /** Whether the labels came in order, so that their bytes are what {@link #write} writes. */
  public boolean isSorted() {
    return sorted;
  }

  /** How many bytes the label fields take. */
  public int size() {
    return to - from;
  }

  /** Writes the label fields, in order. */
  public void write(Bytes into) {
    if (sorted) {
      into.add(bytes, from, to);
      return;
    }
    for (int at = 0; at < 6 * count; at += 6) {
      into.add(bytes, places[at], places[at + 1]);
    }
  }
}
