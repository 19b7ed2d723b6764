package io.meridian.tsdb.block;

import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.aggregate.AggregateChoice;
import io.meridian.tsdb.aggregate.AggregateReader;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.HeldRanges;
import java.util.Arrays;

/**
 * Reads one choice of aggregates as samples. A chunk of raw samples among aggregates is given as it
 * is, whatever the choice; a series that lacks the aggregate, as histograms lack minimum and
 * maximum, has no samples.
 */
final class AggregatedSamples implements SampleReading {
  private final ChunkFileReader files;
  private ChunkWindow window;
  private final AggregateChoice choice;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final AggregateReader aggregates = new AggregateReader();
  private final ChunkBytes bytes = new ChunkBytes();
  private final SampleBuffer whole = new SampleBuffer(0);

  AggregatedSamples(ChunkFileReader files, AggregateChoice choice) {
    this.files = files;
    this.window = files.window();
    this.choice = choice;
  }

  @Override
  public long fetch(ChunkList chunks, int likelySize) {
    if (!files.isFar()) {
      return 0;
    }
    HeldRanges[] fetched = files.fetch(chunks, likelySize);
    window = files.window(fetched);
    return Arrays.stream(fetched).mapToLong(HeldRanges::bytes).sum();
  }

  @Override
  public void read(
      ChunkList chunks, int from, int to, TimeRange range, Intervals deleted, SampleBuffer into) {
    if (deleted.size() == 0) {
      read(chunks, from, to, range, into);
      return;
    }
    whole.clear();
    read(chunks, from, to, range, whole);
    for (int i = 0; i < whole.size(); i++) {
      if (!deleted.contains(whole.time(i))) {
        into.addAll(whole, i, i + 1);
      }
    }
  }

  private void read(ChunkList chunks, int from, int to, TimeRange range, SampleBuffer into) {
    if (choice == AggregateChoice.COUNTER) {
      readCounter(chunks, from, to, range, into);
      return;
    }
    int before = into.size();
    for (int i = from; i < to; i++) {
      fetch(chunks, i, to);
      long minTime = into.size() == before ? range.min() : into.time(into.size() - 1) + 1;
      decode(minTime, range.max(), into);
    }
  }

  /** Also chunks that reach into the range only by their first, true value are read for it. */
  private void readCounter(ChunkList chunks, int from, int to, TimeRange range, SampleBuffer into) {
    aggregates.beginCounter();
    for (int i = from; i < to; i++) {
      fetch(chunks, i, to);
      aggregates.addCounter(bytes.encoding(), bytes.data(), bytes.from(), bytes.to());
    }
    aggregates.endCounter(range.min(), range.max(), into);
  }

  private void fetch(ChunkList chunks, int chunk, int to) {
    long ref = chunks.ref(chunk);
    window.read(ref, chunks.soon(chunk, to), bytes);
    String file = files.segment(ref).name();
    decoder.object(file, window.dataOffset());
    aggregates.object(file, window.dataOffset());
  }

  private void decode(long minTime, long maxTime, SampleBuffer into) {
    byte[] data = bytes.data();
    int from = bytes.from();
    int to = bytes.to();
    if (bytes.encoding() != ChunkEncoding.AGGREGATE) {
      decoder.decode(bytes.encoding(), data, from, to, minTime, maxTime, into);
    } else if (choice == AggregateChoice.AVERAGE) {
      aggregates.average(data, from, to, minTime, maxTime, into);
    } else {
      Aggregate aggregate = choice.aggregates().getFirst();
      decoder.decode(aggregate, data, from, to, minTime, maxTime, into);
    }
  }
}
