package io.meridian.promql.plan;

import io.meridian.model.Matcher;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.RangeExtension;
import io.meridian.promql.syntax.SourceRange;
import io.meridian.promql.syntax.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A step of a plan. Times are resolved; where a node needs what was written (a function's name, the
 * position that an annotation gives) it carries the syntax tree's node, of which only that is used,
 * never the operands.
 */
public sealed interface PlanNode {
  /** What the node evaluates to. */
  ValueType type();

  /** What it is made from, in order. */
  List<PlanNode> children();

  /** The same node with other children. */
  PlanNode withChildren(List<PlanNode> children);

  /** Rewrites a tree from its leaves up; a node none of whose children changed is kept. */
  @SuppressWarnings("ReferenceEquality")
  static PlanNode bottomUp(PlanNode node, UnaryOperator<PlanNode> rewrite) {
    List<PlanNode> children = node.children();
    List<PlanNode> changed = new ArrayList<>(children.size());
    boolean same = true;
    for (PlanNode child : children) {
      PlanNode now = bottomUp(child, rewrite);
      same &= now == child;
      changed.add(now);
    }
    return rewrite.apply(same ? node : node.withChildren(changed));
  }

  /** What an instant selector takes from a sample. */
  enum Field {
    VALUE,
    /** The sample's time in seconds, for timestamp(). */
    TIME,
    /** The sample's time in seconds if it is a float, for info(); histograms stay what they are. */
    FLOAT_TIME,
    /** The start timestamp in seconds, for start_timestamp(). */
    START_TIME
  }

  /** A number. */
  record Constant(double value) implements PlanNode {
    @Override
    public ValueType type() {
      return ValueType.SCALAR;
    }

    @Override
    public List<PlanNode> children() {
      return List.of();
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return this;
    }
  }

  /** A string. */
  record Text(String value) implements PlanNode {
    @Override
    public ValueType type() {
      return ValueType.STRING;
    }

    @Override
    public List<PlanNode> children() {
      return List.of();
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return this;
    }
  }

  /**
   * The last sample of each series at every step.
   *
   * @param smoothed whether values are interpolated between the samples around the step
   */
  record Select(
      List<Matcher> matchers,
      TimeShift shift,
      Field field,
      boolean smoothed,
      Usage usage,
      SourceRange position)
      implements PlanNode {
    public Select {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<PlanNode> children() {
      return List.of();
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return this;
    }

    Select with(List<Matcher> others, Usage use) {
      return new Select(others, shift, field, smoothed, use, position);
    }
  }

  /** The samples of each series in a window at every step. */
  record SelectRange(
      List<Matcher> matchers,
      TimeShift shift,
      long range,
      RangeExtension extension,
      Usage usage,
      SourceRange position)
      implements PlanNode {
    public SelectRange {
      matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<PlanNode> children() {
      return List.of();
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return this;
    }

    SelectRange with(List<Matcher> others, Usage use) {
      return new SelectRange(others, shift, range, extension, use, position);
    }
  }

  /**
   * A vector evaluated on a grid of its own, whose samples then lie in windows as a selector's do.
   *
   * @param step of the grid, milliseconds; its instants are multiples of it
   */
  record SubqueryRange(
      PlanNode operand, TimeShift shift, long range, long step, SourceRange position)
      implements PlanNode {
    @Override
    public ValueType type() {
      return ValueType.MATRIX;
    }

    @Override
    public List<PlanNode> children() {
      return List.of(operand);
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return new SubqueryRange(children.getFirst(), shift, range, step, position);
    }
  }

  /** A function of anything but a series description; one argument may be a range. */
  record Function(Call call, List<PlanNode> arguments) implements PlanNode {
    public Function {
      arguments = List.copyOf(arguments);
    }

    @Override
    public ValueType type() {
      return call.type();
    }

    @Override
    public List<PlanNode> children() {
      return arguments;
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return new Function(call, children);
    }

    /** Where the range stands among the arguments, or −1. */
    public int rangeArgument() {
      for (int i = 0; i < arguments.size(); i++) {
        if (arguments.get(i).type() == ValueType.MATRIX) {
          return i;
        }
      }
      return -1;
    }
  }

  /** All values with the other sign. */
  record Negate(PlanNode operand) implements PlanNode {
    @Override
    public ValueType type() {
      return operand.type();
    }

    @Override
    public List<PlanNode> children() {
      return List.of(operand);
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return new Negate(children.getFirst());
    }
  }

  /** Two operands and an operator between them. */
  record Binary(BinaryOperation operation, PlanNode left, PlanNode right) implements PlanNode {
    @Override
    public ValueType type() {
      return operation.type();
    }

    @Override
    public List<PlanNode> children() {
      return List.of(left, right);
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return new Binary(operation, children.get(0), children.get(1));
    }
  }

  /** Series folded into groups. */
  record Aggregate(Aggregation aggregation, Optional<PlanNode> parameter, PlanNode operand)
      implements PlanNode {
    @Override
    public ValueType type() {
      return ValueType.VECTOR;
    }

    @Override
    public List<PlanNode> children() {
      return parameter.isPresent() ? List.of(parameter.get(), operand) : List.of(operand);
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return new Aggregate(
          aggregation, parameter.map(_ -> children.getFirst()), children.getLast());
    }
  }

  /** A vector or scalar that is the same at every step: evaluated at the first one only. */
  record StepInvariant(PlanNode operand) implements PlanNode {
    @Override
    public ValueType type() {
      return operand.type();
    }

    @Override
    public List<PlanNode> children() {
      return List.of(operand);
    }

    @Override
    public PlanNode withChildren(List<PlanNode> children) {
      return new StepInvariant(children.getFirst());
    }
  }
}
