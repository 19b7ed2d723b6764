package io.meridian.tsdb.block;

import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleWindows;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.index.ChargedBytes;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.Postings;
import io.meridian.tsdb.index.SelectionRequest;
import io.meridian.tsdb.index.SeriesEntry;
import io.meridian.tsdb.index.SeriesIndex;
import io.meridian.tsdb.index.SeriesSelection;
import java.util.List;

/**
 * A walk over the series of an index that match, in label order, and their chunks in a time range.
 */
final class SeriesWalk implements AutoCloseable {
  private static final int FIRST_BLOCK = 16;
  private static final int LARGEST_BLOCK = 1024;

  private final IndexReader index;
  private final TimeRange range;
  private final SampleWindows windows;
  private final QueryContext context;
  private final Postings selected;
  private final SeriesEntry entry = new SeriesEntry();

  /** What is held of lists and tested entries, which the selection reads. */
  private final ChargedBytes selection;

  /** What is held of the next series' entries. */
  private final ChargedBytes entries;

  /** The next series, which are fetched together; more of them the further the walk goes. */
  private int[] block;

  private int at;
  private int end;

  SeriesWalk(IndexReader index, List<Matcher> matchers, TimeRange range, QueryContext context) {
    this(index, matchers, range, SampleWindows.of(TimeRange.ALL), context);
  }

  /** A walk over chunks in the range that have an instant of some window. */
  SeriesWalk(
      IndexReader index,
      List<Matcher> matchers,
      TimeRange range,
      SampleWindows windows,
      QueryContext context) {
    this.index = index;
    this.windows = windows;
    this.block = new int[index.isFar() ? LARGEST_BLOCK : FIRST_BLOCK];
    this.range = range;
    this.context = context;
    this.selection = new ChargedBytes(context);
    this.entries = new ChargedBytes(context);
    try {
      this.selected =
          SeriesSelection.of(
                  SeriesIndex.of(index, context, selection), SelectionRequest.of(matchers))
              .postings();
    } catch (RuntimeException e) {
      selection.close();
      throw e;
    }
  }

  /** Moves to the next series that matches and has a chunk in the range; false at the end. */
  boolean next() {
    while (at < end || refill()) {
      index.series(block[at++], range.min(), range.max(), entry);
      entry.keepChunks(windows);
      if (entry.chunks() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether no series of the index has a label. */
  boolean lacks(byte[] labelName) {
    return index.labelValueCount(labelName) == 0;
  }

  private boolean refill() {
    if (end == block.length && end < LARGEST_BLOCK) {
      block = new int[4 * end];
    }
    context.check();
    at = 0;
    end = selected.next(block, 0, block.length, Postings.END);
    entries.hold(index.expect(block, 0, end, entry));
    return end > 0;
  }

  @Override
  public void close() {
    selection.close();
    entries.close();
  }

  /** The current series with its chunks in the range. */
  SeriesEntry entry() {
    return entry;
  }
}
