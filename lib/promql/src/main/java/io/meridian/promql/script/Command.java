package io.meridian.promql.script;

import java.util.List;

/** One step of a script. */
public sealed interface Command permits Command.Clear, Command.Load, Evaluation {
  /** Takes every series out. */
  record Clear() implements Command {}

  /**
   * Stores series.
   *
   * @param line where it stands, from 1
   * @param interval milliseconds between the points, the first of which lies at the epoch
   * @param withCustomBuckets whether classic histograms are stored as native ones, too
   */
  record Load(int line, long interval, boolean withCustomBuckets, List<Loaded> series)
      implements Command {
    public Load {
      series = List.copyOf(series);
    }
  }

  /**
   * A series to be stored.
   *
   * @param starts when the counter of each of its points began; empty if nothing is said of it
   */
  record Loaded(SeriesLine line, List<StartTime> starts) {
    public Loaded {
      starts = List.copyOf(starts);
    }
  }
}
