package io.meridian.storeapi.dial;

import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.ChunkFieldReader;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.aggregate.AggregateChoice;
import io.meridian.tsdb.aggregate.AggregateReader;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Reads chunks that follow each other: raw ones as they are, of downsampled ones the aggregates
 * that suit the function. Aggregates come apart over the wire and are put together again as blocks
 * have them, for the one reader of aggregates. For one thread.
 */
final class ChunkRow {
  private final ChunkFieldReader reader;
  private final AggregateChoice choice;
  private final boolean rawTotals;
  private final ChunkDecoder decoder;
  private final AggregateReader aggregates = new AggregateReader();
  private final WireBytes together = new WireBytes();

  /**
   * A reader of rows.
   *
   * @param rawTotals whether resets are taken out of raw counters, too, as Thanos does before it
   *     joins replicas; {@code resets} finds none then
   */
  ChunkRow(String object, AggregateChoice choice, boolean rawTotals) {
    this.rawTotals = rawTotals;
    this.reader = new ChunkFieldReader(object);
    this.choice = choice;
    decoder = new ChunkDecoder(object);
    aggregates.object(object, 0);
  }

  /** Adds the samples of one row of a set in a range of time. */
  void read(ChunkSet chunks, int row, byte[] bytes, TimeRange range, SampleBuffer into) {
    boolean counter =
        choice == AggregateChoice.COUNTER && (rawTotals || hasAggregates(chunks, row, bytes));
    if (counter) {
      aggregates.beginCounter();
    }
    int before = into.size();
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.row(i) == row) {
        move(chunks, i, bytes);
        if (counter) {
          addCounter(bytes);
        } else {
          long after = into.size() == before ? range.min() : into.time(into.size() - 1) + 1;
          decode(bytes, Math.max(range.min(), after), range.max(), into);
        }
      }
    }
    if (counter) {
      aggregates.endCounter(range.min(), range.max(), into);
    }
  }

  private boolean hasAggregates(ChunkSet chunks, int row, byte[] bytes) {
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.row(i) == row) {
        move(chunks, i, bytes);
        if (!reader.has(ChunkFieldReader.RAW)) {
          return true;
        }
      }
    }
    return false;
  }

  private void move(ChunkSet chunks, int index, byte[] bytes) {
    reader.reset(bytes, chunks.from(index), chunks.to(index));
    reader.next();
  }

  private void addCounter(byte[] bytes) {
    if (reader.has(ChunkFieldReader.RAW)) {
      int raw = ChunkFieldReader.RAW;
      aggregates.addCounter(reader.encoding(raw), bytes, reader.from(raw), reader.to(raw));
    } else {
      putTogether(bytes);
      aggregates.addCounter(ChunkEncoding.AGGREGATE, together.bytes(), 0, together.length());
    }
  }

  private void decode(byte[] bytes, long minTime, long maxTime, SampleBuffer into) {
    if (reader.has(ChunkFieldReader.RAW)) {
      int raw = ChunkFieldReader.RAW;
      decoder.decode(
          reader.encoding(raw), bytes, reader.from(raw), reader.to(raw), minTime, maxTime, into);
      return;
    }
    putTogether(bytes);
    if (choice == AggregateChoice.AVERAGE) {
      aggregates.average(together.bytes(), 0, together.length(), minTime, maxTime, into);
    } else {
      Aggregate aggregate = choice.aggregates().getFirst();
      decoder.decode(aggregate, together.bytes(), 0, together.length(), minTime, maxTime, into);
    }
  }

  private void putTogether(byte[] bytes) {
    together.clear();
    for (int part = 1; part < ChunkFieldReader.PARTS; part++) {
      if (reader.has(part) && reader.to(part) > reader.from(part)) {
        together.varint(reader.to(part) - reader.from(part));
        together.put(reader.encoding(part).code());
        together.add(bytes, reader.from(part), reader.to(part));
      } else {
        together.put(0);
      }
    }
  }
}
