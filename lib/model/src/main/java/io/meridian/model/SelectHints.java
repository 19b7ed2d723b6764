package io.meridian.model;

import java.util.List;
import java.util.Optional;

/**
 * What a query knows of its use of a selector. A source may use every hint to read less and must
 * give a right answer when it uses none; only {@code range} bounds what is returned.
 *
 * @param range samples asked for
 * @param step milliseconds between evaluation instants, 0 for one instant
 * @param window milliseconds of a range selector, or of what an instant is interpolated from; 0 for
 *     an instant selector, of which the last sample counts
 * @param reach how many milliseconds from the range's first on the first evaluation looks at, the
 *     next ones at as many, each a step later; samples that none looks at need not be given. 0 if
 *     every sample of the range is wanted
 * @param function the function or aggregation applied to the selector's samples, empty if none
 * @param grouping the labels that the enclosing aggregation keeps or drops
 * @param projection the labels that the rest of the query needs at all
 * @param shard the part of the series asked for
 * @param limit at most so many series, 0 for no limit
 * @param maxResolution the coarsest resolution that will do, milliseconds; 0 for raw data only
 */
public record SelectHints(
    TimeRange range,
    long step,
    long window,
    long reach,
    String function,
    Optional<LabelSelection> grouping,
    Optional<LabelSelection> projection,
    Optional<Shard> shard,
    int limit,
    long maxResolution) {

  /** Hints that say nothing but the time range. */
  public static SelectHints of(TimeRange range) {
    return new SelectHints(
        range, 0, 0, 0, "", Optional.empty(), Optional.empty(), Optional.empty(), 0, 0);
  }

  /** The same hints with a limit on the number of series. */
  public SelectHints withLimit(int series) {
    return new SelectHints(
        range, step, window, reach, function, grouping, projection, shard, series, maxResolution);
  }

  /** The same hints for the samples of a function or aggregation. */
  public SelectHints withFunction(String name) {
    return new SelectHints(
        range, step, window, reach, name, grouping, projection, shard, limit, maxResolution);
  }

  /** The same hints where samples so many milliseconds apart will do. */
  public SelectHints withMaxResolution(long milliseconds) {
    return new SelectHints(
        range, step, window, reach, function, grouping, projection, shard, limit, milliseconds);
  }

  /** The same hints for a part of all series. */
  public SelectHints withShard(Optional<Shard> part) {
    return new SelectHints(
        range, step, window, reach, function, grouping, projection, part, limit, maxResolution);
  }

  /**
   * Some labels by name.
   *
   * @param include true for these labels, false for all but these
   * @param names label names
   */
  public record LabelSelection(boolean include, List<String> names) {
    public LabelSelection {
      names = List.copyOf(names);
    }
  }

  /**
   * One of several disjoint parts of all series, chosen by a hash over some of their labels.
   *
   * @param index the part asked for, from 0
   * @param total how many parts there are
   * @param hashed the labels that are hashed
   */
  public record Shard(long index, long total, LabelSelection hashed) {
    public Shard {
      if (total < 1 || index < 0 || index >= total) {
        throw new IllegalArgumentException("shard " + index + " of " + total + " does not exist");
      }
    }
  }
}
