package io.meridian.tsdb.head;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.merge.SamplePieces;
import io.meridian.tsdb.merge.SampleUnion;

/** Makes chunks of the samples that came in any order. For one thread. */
final class UnorderedChunker {
  private final SamplePieces pieces = new SamplePieces();
  private final SampleUnion union = new SampleUnion();
  private final SampleBuffer sorted = new SampleBuffer();
  private final SeriesChunker chunker;
  private final SeriesChunker startedChunker;

  /** A chunker whose chunks do not reach across multiples of a length in milliseconds. */
  UnorderedChunker(long range) {
    chunker = new SeriesChunker(ChunkFormat.COMPATIBLE, range);
    startedChunker = new SeriesChunker(ChunkFormat.START_TIMES, range);
  }

  /** Makes chunks of all samples that are in none yet; the lock of the series must be held. */
  void chunk(Unordered samples, Ranges into) {
    if (samples.waiting().size() == 0) {
      return;
    }
    pieces.clear();
    samples.addWaiting(Long.MIN_VALUE, Long.MAX_VALUE, pieces);
    sorted.clear();
    union.merge(pieces, sorted);
    SeriesChunker used = sorted.hasStartTimes() ? startedChunker : chunker;
    used.chunk(
        sorted,
        (encoding, minTime, maxTime, count, data, from, to) ->
            samples.add(
                into.of(minTime).add(0, minTime, maxTime, count, encoding, data, from, to - from)));
    samples.clearWaiting();
  }
}
