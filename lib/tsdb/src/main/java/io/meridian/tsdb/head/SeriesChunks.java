package io.meridian.tsdb.head;

import com.carrotsearch.hppc.LongArrayList;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.merge.RecodedChunks;

/**
 * The encoded chunks of one series of a head, in order of time, none overlapping another: full ones
 * where they lie, then what was copied or made. For one thread.
 */
final class SeriesChunks {
  private final LongArrayList minTimes = new LongArrayList();
  private final LongArrayList maxTimes = new LongArrayList();
  private final LongArrayList places = new LongArrayList();
  private final RecodedChunks made = new RecodedChunks();
  private final SampleBuffer samples = new SampleBuffer();
  private final ChunkDecoder decoder = new ChunkDecoder("head");
  private final SeriesChunker chunker;
  private final SeriesChunker startedChunker;
  private final Ranges ranges;
  private final long view;
  private final FullChunk chunk = new FullChunk();

  SeriesChunks(Ranges ranges, long view) {
    this.ranges = ranges;
    this.view = view;
    chunker = new SeriesChunker(ChunkFormat.COMPATIBLE, ranges.length());
    startedChunker = new SeriesChunker(ChunkFormat.START_TIMES, ranges.length());
  }

  void clear() {
    minTimes.clear();
    maxTimes.clear();
    places.clear();
    made.clear();
  }

  int size() {
    return places.size() + made.size();
  }

  /** Adds a full chunk, later than those before. */
  void addFull(long place, long minTime, long maxTime) {
    places.add(place);
    minTimes.add(minTime);
    maxTimes.add(maxTime);
  }

  /**
   * Adds a copy of an open chunk, later than the full ones, if it has an instant in a range. One
   * that was copied before it became the last of the full chunks adds nothing.
   */
  void addOpen(ChunkEncoding encoding, byte[] data, int length, long minTime, long maxTime) {
    samples.clear();
    decoder.decode(encoding, data, 0, length, samples);
    long first = samples.time(0);
    long last = samples.time(samples.size() - 1);
    addOpen(encoding, data, length, first, last, minTime, maxTime);
  }

  /** The same for a chunk whose first and last times are known. */
  void addOpen(
      ChunkEncoding encoding,
      byte[] data,
      int length,
      long first,
      long last,
      long minTime,
      long maxTime) {
    boolean later = maxTimes.isEmpty() || first > maxTimes.get(maxTimes.size() - 1);
    if (later && first <= maxTime && last >= minTime) {
      made.add(encoding, first, last, data, 0, length);
    }
  }

  /** Where the samples go that {@link #addMade} makes chunks of. */
  SampleBuffer samples() {
    samples.clear();
    return samples;
  }

  /** Makes chunks of samples. */
  void addMade() {
    SeriesChunker used = samples.hasStartTimes() ? startedChunker : chunker;
    used.chunk(samples, made);
  }

  long minTime(int index) {
    return index < places.size() ? minTimes.get(index) : made.minTime(index - places.size());
  }

  long maxTime(int index) {
    return index < places.size() ? maxTimes.get(index) : made.maxTime(index - places.size());
  }

  ChunkEncoding encoding(int index) {
    if (index >= places.size()) {
      return made.encoding(index - places.size());
    }
    move(places.get(index));
    return chunk.encoding();
  }

  /** A chunk's data, valid until the next call. */
  void read(int index, ChunkBytes into) {
    if (index >= places.size()) {
      int at = index - places.size();
      into.set(made.encoding(at), made.bytes(), made.from(at), made.to(at));
      return;
    }
    move(places.get(index));
    chunk.load();
    into.set(chunk.encoding(), chunk.data(), 0, chunk.length());
  }

  private void move(long place) {
    FullChunks range = ranges.find(place, view);
    if (range == null) {
      throw new IllegalStateException("a range that a view holds is gone");
    }
    chunk.move(range, place);
  }
}
