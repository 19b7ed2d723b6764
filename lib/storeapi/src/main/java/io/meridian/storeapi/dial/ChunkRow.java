package io.meridian.storeapi.dial;

import io.meridian.model.SampleBuffer;
import io.meridian.model.SampleWindows;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.ChunkFieldReader;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.aggregate.AggregateChoice;
import io.meridian.tsdb.aggregate.AggregateReader;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.merge.ChunkRhythm;

/**
 * Reads chunks that follow each other: raw ones as they are, of downsampled ones the aggregates
 * that suit the function. Aggregates come apart over the wire and are put together again as blocks
 * have them, for the one reader of aggregates. A chunk without a sample that is wanted is not
 * decoded. For one thread.
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

  /**
   * Adds the samples of one row of a set: those that are wanted, and perhaps some between.
   *
   * @param range what the windows lie in
   */
  void read(
      ChunkSet chunks,
      int row,
      byte[] bytes,
      TimeRange range,
      SampleWindows windows,
      SampleBuffer into) {
    if (choice == AggregateChoice.COUNTER && (rawTotals || hasAggregates(chunks, row))) {
      readCounter(chunks, row, bytes, range, into);
    } else {
      readRow(chunks, row, bytes, windows, into);
    }
  }

  /** Adds the samples of one row, each chunk for itself. */
  void readRow(ChunkSet chunks, int row, byte[] bytes, SampleWindows windows, SampleBuffer into) {
    int before = into.size();
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.row(i) == row) {
        long after = into.size() == before ? Long.MIN_VALUE : into.time(into.size() - 1) + 1;
        readChunk(chunks, i, bytes, windows, after, into);
      }
    }
  }

  /** Adds the samples of a chunk of samples. */
  void readChunk(
      ChunkSet chunks, int index, byte[] bytes, SampleWindows windows, SampleBuffer into) {
    readChunk(chunks, index, bytes, windows, Long.MIN_VALUE, into);
  }

  private void readChunk(
      ChunkSet chunks,
      int index,
      byte[] bytes,
      SampleWindows windows,
      long after,
      SampleBuffer into) {
    long from = after;
    long to = Long.MAX_VALUE;
    if (windows.areApart()) {
      from = Math.max(after, chunks.minTime(index));
      to = chunks.maxTime(index);
      if (!windows.overlap(from, to)) {
        return;
      }
    }
    decode(chunks, index, bytes, windows.first(from), windows.last(to), into);
  }

  private static boolean hasAggregates(ChunkSet chunks, int row) {
    for (int i = 0; i < chunks.size() && !chunks.isRaw(); i++) {
      if (chunks.row(i) == row && !chunks.isRaw(i)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Has rhythms of what headers say, by row; returns whether all chunks are floats as they were
   * scraped.
   */
  boolean addHeaders(ChunkSet chunks, byte[] bytes, ChunkRhythm[] rhythms) {
    for (ChunkRhythm rhythm : rhythms) {
      rhythm.clear();
    }
    for (int i = 0; i < chunks.size(); i++) {
      if (!chunks.isRaw(i) || chunks.encoding(i).isHistogram()) {
        return false;
      }
      int count = decoder.count(chunks.encoding(i), bytes, chunks.dataFrom(i), chunks.dataTo(i));
      rhythms[chunks.row(i)].add(chunks.minTime(i), chunks.maxTime(i), count);
    }
    return true;
  }

  private void readCounter(
      ChunkSet chunks, int row, byte[] bytes, TimeRange range, SampleBuffer into) {
    aggregates.beginCounter();
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.row(i) == row) {
        addCounter(chunks, i, bytes);
      }
    }
    aggregates.endCounter(range.min(), range.max(), into);
  }

  private void addCounter(ChunkSet chunks, int index, byte[] bytes) {
    if (chunks.isRaw(index)) {
      aggregates.addCounter(
          chunks.encoding(index), bytes, chunks.dataFrom(index), chunks.dataTo(index));
    } else {
      putTogether(chunks, index, bytes);
      aggregates.addCounter(ChunkEncoding.AGGREGATE, together.bytes(), 0, together.length());
    }
  }

  private void decode(
      ChunkSet chunks, int index, byte[] bytes, long minTime, long maxTime, SampleBuffer into) {
    if (chunks.isRaw(index)) {
      decoder.decode(
          chunks.encoding(index),
          bytes,
          chunks.dataFrom(index),
          chunks.dataTo(index),
          minTime,
          maxTime,
          into);
      return;
    }
    putTogether(chunks, index, bytes);
    if (choice == AggregateChoice.AVERAGE) {
      aggregates.average(together.bytes(), 0, together.length(), minTime, maxTime, into);
    } else {
      Aggregate aggregate = choice.aggregates().getFirst();
      decoder.decode(aggregate, together.bytes(), 0, together.length(), minTime, maxTime, into);
    }
  }

  private void putTogether(ChunkSet chunks, int index, byte[] bytes) {
    reader.reset(bytes, chunks.from(index), chunks.to(index));
    reader.next();
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
