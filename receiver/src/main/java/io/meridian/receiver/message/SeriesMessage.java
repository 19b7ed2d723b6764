package io.meridian.receiver.message;

import io.meridian.tsdb.ingest.ExemplarColumns;
import io.meridian.tsdb.ingest.WriteBatch;

/**
 * Writes series of a request as {@code prometheus.TimeSeries} of remote write 1.0, field 1 of a
 * message: labels as the batch has them, in order, and samples and histograms as they came, byte by
 * byte. Of remote write 2.0 histograms get another number, and exemplars their labels. For one
 * thread.
 *
 * <pre>
 *              1.0  2.0
 *   labels       1    1 (references)
 *   samples      2    2
 *   exemplars    3    4 (labels are references)
 *   histograms   4    3
 * </pre>
 */
public final class SeriesMessage {
  private static final byte FIRST_TAG = 0x0a;
  private static final byte SAMPLE_TAG = 0x12;
  private static final byte EXEMPLAR_TAG = 0x1a;
  private static final byte HISTOGRAM_TAG = 0x22;
  private static final byte DOUBLE_2_TAG = 0x11;
  private static final byte VARINT_3_TAG = 0x18;

  /** Tag and length of a series. */
  private static final int LARGEST_PREFIX = 6;

  private final Fields fields = new Fields();
  private final Bytes rest = new Bytes();
  private final Bytes inner = new Bytes();

  /** The exemplar that is next in a batch whose series are written in order. */
  private int exemplar;

  /** Whether the message of the series that was read begins with all its labels. */
  private boolean plain;

  /** Begins with the first series of a batch. */
  public void begin() {
    exemplar = 0;
  }

  /** Prepares what a series has beside its labels. Series come in the order of the batch. */
  public void read(WriteBatch batch, int series) {
    plain = !batch.withSymbols() && batch.labelsFrom(series) == batch.messageFrom(series);
    rest.clear();
    if (batch.withSymbols()) {
      readWithSymbols(batch, series);
    } else if (plain) { // else labels were brought together
      rest.add(batch.request(), batch.labelsTo(series), batch.messageTo(series));
    } else {
      readInline(batch, series);
    }
  }

  /** About how many bytes a series of a batch takes. */
  public static int expectedSize(WriteBatch batch, int series) {
    int labels = batch.withSymbols() ? batch.labelsTo(series) - batch.labelsFrom(series) : 0;
    return labels + batch.messageTo(series) - batch.messageFrom(series) + LARGEST_PREFIX;
  }

  /**
   * Where the messages of all series of a batch begin, with their tags, if these are just what
   * {@link #write} would write; else −1.
   */
  public static int wholeFrom(WriteBatch batch) {
    if (batch.withSymbols() || batch.size() == 0) {
      return -1;
    }
    int begin = prefixFrom(batch, 0);
    int at = begin;
    for (int series = 0; series < batch.size(); series++) {
      int from = batch.messageFrom(series);
      if (batch.labelsFrom(series) != from || prefixFrom(batch, series) != at) {
        return -1;
      }
      at = batch.messageTo(series);
    }
    return begin;
  }

  private static int prefixFrom(WriteBatch batch, int series) {
    int from = batch.messageFrom(series);
    return from - 1 - Bytes.varintSize(batch.messageTo(series) - from);
  }

  private void readInline(WriteBatch batch, int series) {
    int from = batch.messageFrom(series);
    int to = batch.messageTo(series);
    fields.reset(batch.request(), from, to);
    int runFrom = from;
    while (fields.next()) {
      if (fields.number() == 1) {
        rest.add(batch.request(), runFrom, fields.fieldAt());
        runFrom = fields.contentTo();
      }
    }
    rest.add(batch.request(), runFrom, to);
  }

  private void readWithSymbols(WriteBatch batch, int series) {
    fields.reset(batch.request(), batch.messageFrom(series), batch.messageTo(series));
    while (fields.next()) {
      if (fields.number() == 2 || fields.number() == 3) {
        rest.add(fields.number() == 2 ? SAMPLE_TAG : HISTOGRAM_TAG)
            .addVarint(fields.contentTo() - fields.contentFrom())
            .add(batch.request(), fields.contentFrom(), fields.contentTo());
      }
    }
    ExemplarColumns exemplars = batch.exemplars();
    while (exemplar < exemplars.size() && exemplars.series(exemplar) <= series) {
      if (exemplars.series(exemplar) == series) {
        addExemplar(batch, exemplars);
      }
      exemplar++;
    }
  }

  private void addExemplar(WriteBatch batch, ExemplarColumns exemplars) {
    inner.clear();
    inner.add(batch.labelBytes(), exemplars.labelsFrom(exemplar), exemplars.labelsTo(exemplar));
    inner.add(DOUBLE_2_TAG).addFixed(Double.doubleToRawLongBits(exemplars.value(exemplar)));
    inner.add(VARINT_3_TAG).addVarint(exemplars.time(exemplar));
    rest.add(EXEMPLAR_TAG).addVarint(inner.size()).add(inner.array(), 0, inner.size());
  }

  /** Writes the series that was read, whose labels came in order. */
  public void write(WriteBatch batch, int series, Bytes into) {
    int from = batch.labelsFrom(series);
    int to = batch.labelsTo(series);
    into.add(FIRST_TAG).addVarint(to - from + rest.size());
    into.add(batch.labelBytes(), from, to);
    into.add(rest.array(), 0, rest.size());
  }

  /** Writes the series that was read with other labels, which are fields of a series already. */
  public void write(byte[] labels, Bytes into) {
    into.add(FIRST_TAG).addVarint(labels.length + rest.size());
    into.add(labels, 0, labels.length);
    into.add(rest.array(), 0, rest.size());
  }

  /** Writes the series that was read. */
  public void write(SeriesLabels labels, Bytes into) {
    into.add(FIRST_TAG).addVarint(labels.size() + rest.size());
    labels.write(into);
    into.add(rest.array(), 0, rest.size());
  }
}
