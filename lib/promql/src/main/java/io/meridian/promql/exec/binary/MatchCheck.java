package io.meridian.promql.exec.binary;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongHashSet;
import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.VectorMatching;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds groups that have more series at a step than a matching allows. Only groups that have more
 * than one series at all are looked at step by step, so a join without any costs nothing. The error
 * is that of the first step that has one, as if steps had been evaluated one after the other.
 */
final class MatchCheck {
  private final VectorMatching matching;
  private final boolean oneToOne;
  private final int steps;

  /** The first step with an error, and what it is. */
  private int failed = Integer.MAX_VALUE;

  private @Nullable String message;

  MatchCheck(BinaryOperation operation, int steps) {
    this.steps = steps;
    matching = operation.matching().orElseThrow();
    oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
  }

  /** Tells whether a pair's samples match at a step. */
  @FunctionalInterface
  interface Matches {
    boolean at(Join.Pair pair, int step);
  }

  /** Checks that a group has at most one series on the side that may have one. */
  void others(Collected one, int[] groups, Collected many, ResultLabels labels) {
    IntArrayList suspects = suspects(groups);
    if (suspects.isEmpty()) {
      return;
    }
    boolean fills = matching.fillLeft().isPresent() || matching.fillRight().isPresent();
    int[] last = new int[Arrays.stream(groups).max().orElse(-1) + 1];
    for (int step = 0; step < steps; step++) {
      if (!fills && !hasAny(many, step)) {
        continue;
      }
      Arrays.fill(last, -1);
      for (int i = 0; i < suspects.size(); i++) {
        int series = suspects.get(i);
        if (!Rows.has(one, series, step)) {
          continue;
        }
        if (last[groups[series]] >= 0) {
          failed = step;
          message = duplicate(one, last[groups[series]], series, labels);
          return;
        }
        last[groups[series]] = series;
      }
    }
  }

  /** The series whose group has others. */
  private static IntArrayList suspects(int[] groups) {
    int[] count = new int[Arrays.stream(groups).max().orElse(-1) + 1];
    for (int group : groups) {
      count[group]++;
    }
    IntArrayList suspects = new IntArrayList();
    for (int i = 0; i < groups.length; i++) {
      if (count[groups[i]] > 1) {
        suspects.add(i);
      }
    }
    return suspects;
  }

  private static boolean hasAny(Collected series, int step) {
    for (int i = 0; i < series.size(); i++) {
      if (Rows.has(series, i, step)) {
        return true;
      }
    }
    return false;
  }

  private String duplicate(Collected one, int first, int second, ResultLabels labels) {
    Labels group =
        labels.group(one.labelBytes(second), one.labelsFrom(second), one.labelsTo(second));
    String[] both = {one.labels(first).toString(), one.labels(second).toString()};
    Arrays.sort(both);
    String side = matching.cardinality() == Cardinality.ONE_TO_MANY ? "left" : "right";
    return ("found duplicate series for the match group %s on the %s hand-side of the operation:"
            + " [%s, %s];many-to-many matching not allowed: matching labels must be unique on one"
            + " side")
        .formatted(group, side, both[0], both[1]);
  }

  /**
   * Checks that no two pairs of a group give the same result: any result where neither side may
   * have many, else one of the same labels.
   *
   * @param results for each pair the number of its result
   * @param isComposed whether a result has several pairs
   */
  void pairs(
      List<Join.Pair> pairs, IntArrayList results, IntPredicate isComposed, Matches matches) {
    IntArrayList suspects = new IntArrayList();
    if (oneToOne) {
      suspects = suspects(pairs.stream().mapToInt(Join.Pair::group).toArray());
    } else {
      for (int i = 0; i < pairs.size(); i++) {
        if (isComposed.test(results.get(i))) {
          suspects.add(i);
        }
      }
    }
    LongHashSet seen = new LongHashSet();
    for (int step = 0; !suspects.isEmpty() && step < Math.min(steps, failed); step++) {
      seen.clear();
      for (int i = 0; i < suspects.size(); i++) {
        Join.Pair pair = pairs.get(suspects.get(i));
        long result = oneToOne ? 0 : results.get(suspects.get(i));
        if (matches.at(pair, step) && !seen.add((long) pair.group() << Integer.SIZE | result)) {
          failed = step;
          message =
              oneToOne
                  ? "multiple matches for labels: many-to-one matching must be explicit"
                      + " (group_left/group_right)"
                  : "multiple matches for labels: grouping labels must ensure unique matches";
          return;
        }
      }
    }
  }

  /**
   * Ends the check.
   *
   * @throws QueryFailedException with what was found, in Prometheus' words
   */
  void conclude() {
    if (message != null) {
      throw new QueryFailedException(message);
    }
  }
}
