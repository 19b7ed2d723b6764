package io.meridian.tsdb.aggregate;

import io.meridian.model.SelectHints;
import io.meridian.tsdb.chunk.Aggregate;
import java.util.List;
import java.util.Set;

/**
 * Which of the aggregates of downsampled data stand in for its samples. That depends on what the
 * query does with them: a counter's rate wants the counter, a maximum the greatest of each window.
 * Where nothing better is known it is the average.
 *
 * <p>The choice is the one that Thanos' querier makes, so that the same query over the same blocks
 * gives the same samples. Whoever asks a store gateway for chunks asks for {@link #aggregates}.
 */
public enum AggregateChoice {
  /** How many samples each window had. */
  COUNT,
  SUM,
  MIN,
  MAX,
  /**
   * The total of the counter over all chunks, resets taken out. It hides resets also from those who
   * count them.
   */
  COUNTER,
  /** Sum by count. */
  AVERAGE;

  private static final Set<String> COUNTER_FUNCTIONS =
      Set.of("increase", "irate", "rate", "resets", "xincrease", "xrate");

  private static final Set<String> NEED_TWO_SAMPLES =
      Set.of(
          "delta",
          "deriv",
          "double_exponential_smoothing",
          "holt_winters",
          "idelta",
          "increase",
          "irate",
          "predict_linear",
          "rate");

  /**
   * The choice for a function or aggregation of PromQL: {@code count} and what begins with {@code
   * count_} take the count, likewise minimum and maximum, but only what begins with {@code sum_}
   * the sum: {@code sum} adds up different series, each by its average. Functions of counters take
   * the counter, everything else the average.
   *
   * @param function its name, empty if there is none
   */
  public static AggregateChoice of(String function) {
    if (COUNTER_FUNCTIONS.contains(function)) {
      return COUNTER;
    }
    int underscore = function.indexOf('_');
    return switch (underscore < 0 ? function : function.substring(0, underscore)) {
      case "count" -> COUNT;
      case "sum" -> underscore < 0 ? AVERAGE : SUM;
      case "min" -> MIN;
      case "max" -> MAX;
      default -> AVERAGE;
    };
  }

  /**
   * The coarsest resolution, milliseconds, of blocks that a selection should read: what its hints
   * allow, but where a function needs two samples at most half of its window.
   */
  public static long coarsestResolution(SelectHints hints) {
    return hints.window() > 0 && NEED_TWO_SAMPLES.contains(hints.function())
        ? Math.min(hints.maxResolution(), hints.window() / 2)
        : hints.maxResolution();
  }

  /** The aggregates that must be read, in the order in which a chunk has them. */
  public List<Aggregate> aggregates() {
    return switch (this) {
      case COUNT -> List.of(Aggregate.COUNT);
      case SUM -> List.of(Aggregate.SUM);
      case MIN -> List.of(Aggregate.MIN);
      case MAX -> List.of(Aggregate.MAX);
      case COUNTER -> List.of(Aggregate.COUNTER);
      case AVERAGE -> List.of(Aggregate.COUNT, Aggregate.SUM);
    };
  }
}
