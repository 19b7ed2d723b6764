package io.meridian.tsdb.block;

import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.SeriesEntry;
import io.meridian.tsdb.index.SeriesRefs;
import java.util.List;

/**
 * A walk over the series of an index that match, in label order, and their chunks in a time range.
 */
final class SeriesWalk {
  private final IndexReader index;
  private final List<Matcher> matchers;
  private final TimeRange range;
  private final SeriesRefs refs;
  private final SeriesEntry entry = new SeriesEntry();
  private int at;

  SeriesWalk(IndexReader index, List<Matcher> matchers, TimeRange range) {
    this.index = index;
    this.matchers = List.copyOf(matchers);
    this.range = range;
    this.refs = index.allRefs();
  }

  /** Moves to the next series that matches and has a chunk in the range; false at the end. */
  boolean next() {
    while (at < refs.size()) {
      index.series(refs.get(at++), range.min(), range.max(), entry);
      if (entry.chunks() > 0 && matches()) {
        return true;
      }
    }
    return false;
  }

  private boolean matches() {
    for (Matcher matcher : matchers) {
      if (!matcher.matchesSeries(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo())) {
        return false;
      }
    }
    return true;
  }

  /** The current series with its chunks in the range. */
  SeriesEntry entry() {
    return entry;
  }
}
