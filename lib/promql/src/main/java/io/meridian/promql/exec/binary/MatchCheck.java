package io.meridian.promql.exec.binary;

import io.meridian.model.QueryFailedException;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.VectorMatching;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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
  private int failed;

  private @Nullable String message;

  MatchCheck(BinaryOperation operation, int steps) {
    this.steps = steps;
    failed = steps;
    matching = operation.matching().orElseThrow();
    oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
  }

  /** Takes in where a group has two series on the side that may have one. */
  void clash(OneSide.@Nullable Clash clash, Collected one, ResultLabels labels) {
    if (clash != null) {
      failed = clash.step();
      message = duplicate(one, clash.first(), clash.second(), labels);
    }
  }

  private String duplicate(Collected one, int first, int second, ResultLabels labels) {
    String[] both = {one.labels(first).toString(), one.labels(second).toString()};
    Arrays.sort(both);
    String side = matching.cardinality() == Cardinality.ONE_TO_MANY ? "left" : "right";
    return ("found duplicate series for the match group %s on the %s hand-side of the operation:"
            + " [%s, %s];many-to-many matching not allowed: matching labels must be unique on one"
            + " side")
        .formatted(labels.group(one, second), side, both[0], both[1]);
  }

  /**
   * Checks that no two parts of a group match at a step with the same result: any result where
   * neither side may have many, else one of the same labels.
   */
  void matches(Join join, Join.Kernel kernel) {
    if (oneToOne) {
      oneMatchInAGroup(join, kernel);
      return;
    }
    for (int result = 0; result < join.size(); result++) {
      if (join.isComposed(result)) {
        oneMatchInAResult(result, join, kernel);
      }
    }
  }

  private void oneMatchInAGroup(Join join, Join.Kernel kernel) {
    int[] count = join.manyInGroups();
    int[] row = new int[count.length];
    int rows = 0;
    for (int group = 0; group < count.length; group++) {
      row[group] = count[group] > 1 ? rows++ : -1;
    }
    if (rows == 0) {
      return;
    }
    StepBits seen = new StepBits(rows, steps);
    for (int part = 0; part < join.parts(); part++) {
      if (row[join.group(part)] >= 0) {
        see(
            row[join.group(part)],
            part,
            seen,
            kernel,
            "multiple matches for labels: many-to-one matching must be explicit"
                + " (group_left/group_right)");
      }
    }
  }

  private void oneMatchInAResult(int result, Join join, Join.Kernel kernel) {
    Map<Integer, StepBits> seen = new HashMap<>();
    for (int part = join.firstPart(result); part >= 0; part = join.nextPart(part)) {
      see(
          0,
          part,
          seen.computeIfAbsent(join.group(part), _ -> new StepBits(1, steps)),
          kernel,
          "multiple matches for labels: grouping labels must ensure unique matches");
    }
  }

  private void see(int row, int part, StepBits seen, Join.Kernel kernel, String error) {
    for (int step = 0; step < failed; step++) {
      if (kernel.matches(part, step) && !seen.add(row, step)) {
        failed = step;
        message = error;
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
