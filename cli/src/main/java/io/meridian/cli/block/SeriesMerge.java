package io.meridian.cli.block;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.PackedLabels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.ArrayList;
import java.util.List;

/** Walks over the series of some blocks side by side, in label order, and decodes their samples. */
final class SeriesMerge implements AutoCloseable {
  private final List<ChunkSeriesCursor> cursors = new ArrayList<>();
  private final List<ChunkSeriesCursor> current = new ArrayList<>();
  private final List<SampleBuffer> buffers = new ArrayList<>();
  private final Selection selection;
  private final ChunkDecoder decoder = new ChunkDecoder();

  SeriesMerge(List<BlockReader> blocks, Selection selection) {
    this.selection = selection;
    for (BlockReader block : blocks) {
      ChunkSeriesCursor cursor = block.chunkSeries(selection.pushed(), selection.range());
      if (cursor.next()) {
        cursors.add(cursor);
      } else {
        cursor.close();
      }
    }
  }

  /** Moves to the next series; false at the end. */
  boolean next() {
    do {
      leaveCurrent();
      for (ChunkSeriesCursor cursor : cursors) {
        int order = current.isEmpty() ? 0 : compare(cursor, current.get(0));
        if (order < 0) {
          current.clear();
        }
        if (order <= 0) {
          current.add(cursor);
        }
      }
    } while (!current.isEmpty() && !selection.holds(labelBytes(), labelsFrom(), labelsTo()));
    return !current.isEmpty();
  }

  private void leaveCurrent() {
    for (ChunkSeriesCursor cursor : current) {
      if (!cursor.next()) {
        cursor.close();
        cursors.remove(cursor);
      }
    }
    current.clear();
  }

  private static int compare(ChunkSeriesCursor a, ChunkSeriesCursor b) {
    return PackedLabels.compare(
        a.labelBytes(), a.labelsFrom(), a.labelsTo(), b.labelBytes(), b.labelsFrom(), b.labelsTo());
  }

  byte[] labelBytes() {
    return current.get(0).labelBytes();
  }

  int labelsFrom() {
    return current.get(0).labelsFrom();
  }

  int labelsTo() {
    return current.get(0).labelsTo();
  }

  /** The current series' samples, a column for each block that has it; reused by the next call. */
  List<SampleBuffer> samples() {
    while (buffers.size() < current.size()) {
      buffers.add(new SampleBuffer());
    }
    for (int i = 0; i < current.size(); i++) {
      buffers.get(i).clear();
      decode(current.get(i), buffers.get(i));
    }
    return buffers.subList(0, current.size());
  }

  private void decode(ChunkSeriesCursor cursor, SampleBuffer into) {
    long minTime = selection.range().min();
    long maxTime = selection.range().max();
    for (int i = 0; i < cursor.chunks(); i++) {
      ChunkBytes chunk = cursor.chunk(i);
      if (chunk.encoding() == ChunkEncoding.AGGREGATE) {
        throw new InvalidRequestException(
            "downsampled blocks have no samples to print as text; use --output jsonl");
      }
      decoder.decode(
          chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), minTime, maxTime, into);
    }
  }

  @Override
  public void close() {
    cursors.forEach(ChunkSeriesCursor::close);
  }
}
