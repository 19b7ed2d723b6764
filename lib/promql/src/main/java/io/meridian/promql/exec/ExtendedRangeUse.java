package io.meridian.promql.exec;

import io.meridian.model.QueryFailedException;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.syntax.RangeExtension;
import java.util.List;

/** Which functions can work on ranges that hold samples from beyond their bounds. */
final class ExtendedRangeUse {
  private static final List<String> ANCHORED =
      List.of("changes", "delta", "increase", "rate", "resets");
  private static final List<String> SMOOTHED = List.of("delta", "increase", "rate");

  private ExtendedRangeUse() {}

  /**
   * Checks a function's range.
   *
   * @throws QueryFailedException if it can't
   */
  static void check(Function function) {
    int range = function.rangeArgument();
    if (range < 0 || !(function.arguments().get(range) instanceof SelectRange select)) {
      return;
    }
    String name = function.call().function().name();
    if (select.extension() == RangeExtension.ANCHORED) {
      check("anchored", ANCHORED, name);
    } else if (select.extension() == RangeExtension.SMOOTHED) {
      check("smoothed", SMOOTHED, name);
    }
  }

  private static void check(String modifier, List<String> able, String name) {
    if (!able.contains(name)) {
      throw new QueryFailedException(
          "%s modifier can only be used with: %s - not with %s"
              .formatted(modifier, String.join(", ", able), name));
    }
  }
}
