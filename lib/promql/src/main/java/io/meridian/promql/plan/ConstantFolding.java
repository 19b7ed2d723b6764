package io.meridian.promql.plan;

import io.meridian.promql.plan.PlanNode.Binary;
import io.meridian.promql.plan.PlanNode.Constant;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Negate;
import io.meridian.promql.syntax.BinaryOperation;

/**
 * Calculates what consists of numbers alone, by the very arithmetic that execution has. What has no
 * value is left to execution, which says so.
 */
public final class ConstantFolding implements Rewrite {
  private final Arithmetic arithmetic;

  /** A folding by execution's own arithmetic. */
  public ConstantFolding(Arithmetic arithmetic) {
    this.arithmetic = arithmetic;
  }

  /** What an operator makes of two numbers. */
  @FunctionalInterface
  public interface Arithmetic {
    double calculate(BinaryOperation operation, double left, double right);
  }

  @Override
  public PlanNode apply(PlanNode plan) {
    return PlanNode.bottomUp(plan, this::folded);
  }

  private PlanNode folded(PlanNode node) {
    return switch (node) {
      case Negate(Constant(double value)) -> new Constant(-value);
      case Binary(BinaryOperation operation, Constant(double left), Constant(double right))
          when !operation.operator().isTrim() ->
          new Constant(arithmetic.calculate(operation, left, right));
      case Function function when function.call().function().name().equals("pi") ->
          new Constant(Math.PI);
      default -> node;
    };
  }
}
