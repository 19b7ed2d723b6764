package io.meridian.promql.plan;

import io.meridian.promql.plan.PlanNode.Field;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.AtModifier;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.DurationExpression;
import io.meridian.promql.syntax.DurationResolution;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.NumberLiteral;
import io.meridian.promql.syntax.Parenthesized;
import io.meridian.promql.syntax.RangeExtension;
import io.meridian.promql.syntax.RangeSelector;
import io.meridian.promql.syntax.StringLiteral;
import io.meridian.promql.syntax.Subquery;
import io.meridian.promql.syntax.TimeModifiers;
import io.meridian.promql.syntax.UnaryOperation;
import io.meridian.promql.syntax.VectorSelector;
import java.util.List;
import java.util.OptionalLong;

/**
 * Makes a plan of a syntax tree: parentheses go, durations and {@code @} become milliseconds, and
 * what the query's times alone decide ({@code start()}, {@code end()}, {@code range()}, {@code
 * step()}) becomes numbers.
 */
public final class Lowering {
  private final QueryTimes times;
  private final long subqueryStep;

  /**
   * A lowering for one query.
   *
   * @param subqueryStep the step of subqueries that name none, milliseconds
   */
  public Lowering(QueryTimes times, long subqueryStep) {
    this.times = times;
    this.subqueryStep = subqueryStep;
  }

  /** The plan of a checked tree. */
  public PlanNode lower(Expression expression) {
    long range = times.end() - times.start();
    return lowered(new DurationResolution(times.step(), range).resolve(expression));
  }

  private PlanNode lowered(Expression expression) {
    return switch (expression) {
      case NumberLiteral number -> new PlanNode.Constant(number.value());
      case StringLiteral text -> new PlanNode.Text(text.value());
      case Parenthesized parenthesized -> lowered(parenthesized.inner());
      case UnaryOperation unary -> {
        PlanNode operand = lowered(unary.operand());
        yield unary.negative() ? new PlanNode.Negate(operand) : operand;
      }
      case BinaryOperation binary ->
          new PlanNode.Binary(binary, lowered(binary.left()), lowered(binary.right()));
      case Aggregation aggregation ->
          new PlanNode.Aggregate(
              aggregation,
              aggregation.parameter().map(this::lowered),
              lowered(aggregation.operand()));
      case Call call -> lowered(call);
      case VectorSelector selector -> lowered(selector, Field.VALUE);
      case RangeSelector range -> lowered(range);
      case Subquery subquery ->
          new PlanNode.SubqueryRange(
              lowered(subquery.operand()),
              shift(subquery.modifiers()),
              subquery.range().millis(),
              subquery
                  .step()
                  .map(DurationExpression::millis)
                  .filter(step -> step != 0)
                  .orElse(subqueryStep),
              subquery.position());
    };
  }

  private PlanNode lowered(Call call) {
    return switch (call.function().name()) {
      case "start" -> new PlanNode.Constant(times.start() / 1000.0);
      case "end" -> new PlanNode.Constant(times.end() / 1000.0);
      case "range" -> new PlanNode.Constant((times.end() - times.start()) / 1000.0);
      case "step" ->
          new PlanNode.Constant(times.start() == times.end() ? 0 : times.step() / 1000.0);
      case "timestamp" -> ofSampleTimes(call, Field.TIME);
      case "start_timestamp" -> ofSampleTimes(call, Field.START_TIME);
      default -> function(call);
    };
  }

  /** Only right above a selector do these functions see the samples' own times. */
  private PlanNode ofSampleTimes(Call call, Field field) {
    Expression argument = Parenthesized.unwrap(call.arguments().getFirst());
    if (argument instanceof VectorSelector selector) {
      return new PlanNode.Function(call, List.of(lowered(selector, field)));
    }
    return function(call);
  }

  private PlanNode function(Call call) {
    return new PlanNode.Function(call, call.arguments().stream().map(this::lowered).toList());
  }

  private PlanNode lowered(VectorSelector selector, Field field) {
    return new PlanNode.Select(
        selector.matchers(),
        shift(selector.modifiers()),
        field,
        selector.extension() == RangeExtension.SMOOTHED && field == Field.VALUE,
        Usage.UNKNOWN,
        selector.position());
  }

  private PlanNode lowered(RangeSelector range) {
    VectorSelector selector = range.selector();
    return new PlanNode.SelectRange(
        selector.matchers(),
        shift(selector.modifiers()),
        range.range().millis(),
        selector.extension(),
        Usage.UNKNOWN,
        range.position());
  }

  private TimeShift shift(TimeModifiers modifiers) {
    OptionalLong at =
        modifiers.at().isEmpty() ? OptionalLong.empty() : OptionalLong.of(at(modifiers));
    return new TimeShift(at, modifiers.offsetMillis());
  }

  private long at(TimeModifiers modifiers) {
    return switch (modifiers.at().orElseThrow()) {
      case AtModifier.Timestamp fixed -> fixed.millis();
      case AtModifier.Bound.START -> times.start();
      case AtModifier.Bound.END -> times.end();
    };
  }
}
