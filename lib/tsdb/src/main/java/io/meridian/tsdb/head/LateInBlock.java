package io.meridian.tsdb.head;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.merge.SamplePieces;
import io.meridian.tsdb.merge.SampleUnion;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes from a head the late samples that a block has: a log that was read again brings them back
 * when no checkpoint was written between the block and the end of the process. For one use, before
 * anybody else uses the head.
 */
final class LateInBlock {
  private final HeadStore store;
  private final OpenChunks chunks;
  private final ChunkDecoder decoder = new ChunkDecoder("head");
  private final FullChunk chunk = new FullChunk();
  private final SamplePieces pieces = new SamplePieces();
  private final SampleUnion union = new SampleUnion();
  private final SampleBuffer late = new SampleBuffer();
  private final SampleBuffer written = new SampleBuffer();

  LateInBlock(HeadStore store, OpenChunks chunks) {
    this.store = store;
    this.chunks = chunks;
  }

  /** Returns how many samples were taken; the writers' lock must be held. */
  long take(ChunkSeriesCursor block) {
    Map<Labels, Integer> series = lateSeries();
    long taken = 0;
    while (!series.isEmpty() && block.next()) {
      Labels labels = Labels.copyOf(block.labelBytes(), block.labelsFrom(), block.labelsTo());
      Integer id = series.remove(labels);
      if (id != null) {
        read(block);
        taken += take(id);
      }
    }
    return taken;
  }

  private Map<Labels, Integer> lateSeries() {
    Map<Labels, Integer> series = new HashMap<>();
    HeadEntries entries = store.entries();
    store
        .outOfOrder()
        .forEach((id, held) -> {
          if (!held.late().isEmpty()) {
            entries.read(id);
            series.put(Labels.copyOf(entries.labelBytes(), 0, entries.labelsTo()), id);
          }
        });
    return series;
  }

  private void read(ChunkSeriesCursor block) {
    written.clear();
    for (int i = 0; i < block.chunks(); i++) {
      ChunkBytes bytes = block.chunk(i);
      decoder.decode(bytes.encoding(), bytes.data(), bytes.from(), bytes.to(), written);
    }
  }

  private long take(int id) {
    OutOfOrder held = store.outOfOrder().get(id);
    if (held == null) {
      return 0;
    }
    synchronized (held) {
      collect(held.late());
      int kept = 0;
      held.late().clear();
      for (int i = 0, at = 0; i < late.size(); i++) {
        while (at < written.size() && written.time(at) < late.time(i)) {
          at++;
        }
        boolean known = at < written.size() && written.time(at) == late.time(i);
        if (!known || !SampleChecks.isSame(late, i, written, at)) {
          held.late().add(late, i);
          kept++;
        }
      }
      chunks.finishUnordered(held);
      if (held.isEmpty()) {
        chunks.dropUnordered(id, store.rows().segment(id), SeriesRows.at(id));
      }
      return (long) late.size() - kept;
    }
  }

  /** All late samples of a series in order of time. */
  private void collect(Unordered samples) {
    pieces.clear();
    samples.addWaiting(Long.MIN_VALUE, Long.MAX_VALUE, pieces);
    for (int i = 0; i < samples.placeCount(); i++) {
      FullChunks range = store.lateRanges().find(samples.place(i), Ranges.NOW);
      if (range != null) {
        chunk.move(range, samples.place(i));
        chunk.load();
        decoder.decode(chunk.encoding(), chunk.data(), 0, chunk.length(), pieces.samples());
        pieces.endPiece();
      }
    }
    late.clear();
    union.merge(pieces, late);
  }
}
