package io.meridian.cli.block;

import io.meridian.model.Matcher;
import io.meridian.model.PackedLabels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import java.util.ArrayList;
import java.util.List;

/** Walks over the series of some blocks side by side, in label order, and decodes their samples. */
final class SeriesMerge implements AutoCloseable {
  private final List<ChunkSeriesCursor> cursors = new ArrayList<>();
  private final List<ChunkSeriesCursor> current = new ArrayList<>();
  private final List<SampleBuffer> buffers = new ArrayList<>();
  private final List<List<Matcher>> selectors;
  private final TimeRange range;
  private final ChunkDecoder decoder = new ChunkDecoder();

  /**
   * A walk over series.
   *
   * @param selectors a series must match all of the matchers of one of these; none means every
   *     series
   */
  SeriesMerge(List<BlockReader> blocks, List<List<Matcher>> selectors, TimeRange range) {
    this.selectors = selectors.size() > 1 ? selectors : List.of();
    this.range = range;
    List<Matcher> pushed = selectors.size() == 1 ? selectors.get(0) : List.of();
    for (BlockReader block : blocks) {
      ChunkSeriesCursor cursor = block.chunkSeries(pushed, range);
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
    } while (!current.isEmpty() && !isSelected());
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

  private boolean isSelected() {
    return selectors.isEmpty() || selectors.stream().anyMatch(this::isSelectedBy);
  }

  private boolean isSelectedBy(List<Matcher> selector) {
    return selector.stream()
        .allMatch(matcher -> matcher.matchesSeries(labelBytes(), labelsFrom(), labelsTo()));
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
    for (int i = 0; i < cursor.chunks(); i++) {
      ChunkBytes chunk = cursor.chunk(i);
      decoder.decode(
          chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), range.min(), range.max(), into);
    }
  }

  @Override
  public void close() {
    cursors.forEach(ChunkSeriesCursor::close);
  }
}
