package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.exec.FunctionLibrary.OverRange;
import io.meridian.promql.exec.FunctionLibrary.OverScalars;
import io.meridian.promql.exec.FunctionLibrary.OverSeries;
import io.meridian.promql.exec.FunctionLibrary.OverTiles;
import io.meridian.promql.exec.FunctionLibrary.ToScalar;
import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Binary;
import io.meridian.promql.plan.PlanNode.Field;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Negate;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.StepInvariant;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.FunctionTable;
import io.meridian.promql.syntax.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Builds the operators of a plan, and calculates its scalars, which are one value a step. */
public final class Assembly {
  private final FunctionLibrary functions;
  private final BinaryLibrary binaries;

  public Assembly(FunctionLibrary functions, BinaryLibrary binaries) {
    this.functions = functions;
    this.binaries = binaries;
  }

  /** The operator of a plan that gives a vector. */
  public Operator vector(PlanNode plan, QueryRun run) {
    QueryRun own = run.of(plan);
    Operator operator =
        run.shared().isShared(plan)
            ? run.shared().operator(plan, own, () -> operator(plan, own))
            : operator(plan, own);
    return run.meters().each() ? new MeasuredOperator(operator, own.meter()) : operator;
  }

  private Operator operator(PlanNode plan, QueryRun run) {
    return switch (plan) {
      case Select select -> Selectors.instant(run, select);
      case StepInvariant invariant -> {
        QueryRun once = run.at(StepGrid.instant(run.steps().start()));
        yield new StepInvariantOperator(run.steps(), vector(invariant.operand(), once));
      }
      case Negate negate -> negated(negate, run);
      case Function function -> function(function, run);
      case Binary binary -> binary(binary, run);
      case Aggregate aggregate -> aggregate(aggregate, run);
      case PlanNode.Constant _, PlanNode.Text _, SelectRange _, SubqueryRange _ ->
          throw new IllegalArgumentException("no vector: " + plan);
    };
  }

  /** The values of a plan that gives a scalar, one a step. */
  public double[] scalar(PlanNode plan, QueryRun run) {
    double[] values = new double[run.steps().count()];
    switch (plan) {
      case PlanNode.Constant number -> Arrays.fill(values, number.value());
      case StepInvariant invariant -> {
        QueryRun once = run.at(StepGrid.instant(run.steps().start()));
        Arrays.fill(values, scalar(invariant.operand(), once)[0]);
      }
      case Negate negate -> {
        double[] operand = scalar(negate.operand(), run);
        Arrays.setAll(values, i -> -operand[i]);
      }
      case Binary binary ->
          values =
              binaries.scalars(
                  binary.operation(), scalar(binary.left(), run), scalar(binary.right(), run));
      case Function function -> values = scalarFunction(function, run);
      default -> throw new IllegalArgumentException("no scalar: " + plan);
    }
    return values;
  }

  private double[] scalarFunction(Function function, QueryRun run) {
    Call call = function.call();
    return switch (functions.find(call.function().name())) {
      case OverScalars(FunctionLibrary.Scalars scalars) ->
          scalars.evaluate(
              call,
              function.arguments().stream().map(argument -> scalar(argument, run)).toList(),
              run);
      case ToScalar(FunctionLibrary.Scalar toScalar) ->
          toScalar.evaluate(call, vector(function.arguments().getFirst(), run), run);
      case OverRange _, OverTiles _, OverSeries _ ->
          throw new IllegalArgumentException("no function to a scalar: " + call);
    };
  }

  private Operator negated(Negate negate, QueryRun run) {
    Operator operator = new TileOperator(run, vector(negate.operand(), run), Negation::new, false);
    return distinct(negate.operand(), operator, run);
  }

  /** Joins series that became equal without their names, where that can be. */
  private static Operator distinct(PlanNode operand, Operator operator, QueryRun run) {
    if (run.options().delayedNameRemoval() || NameUse.isDistinctWithoutName(operand)) {
      return operator;
    }
    return new StoredOperator(operator.steps(), () -> new MergedSeries(run.collect(operator)));
  }

  private Operator binary(Binary binary, QueryRun run) {
    if (binary.left().type() == ValueType.SCALAR || binary.right().type() == ValueType.SCALAR) {
      return vectorAndScalar(binary, run);
    }
    return binaries.vectors(
        binary.operation(), vector(binary.left(), run), vector(binary.right(), run), run);
  }

  private Operator vectorAndScalar(Binary binary, QueryRun run) {
    boolean scalarIsLeft = binary.left().type() == ValueType.SCALAR;
    double[] scalar = scalar(scalarIsLeft ? binary.left() : binary.right(), run);
    PlanNode vector = scalarIsLeft ? binary.right() : binary.left();
    BinaryOperation operation = binary.operation();
    Operator operator =
        binaries.vectorAndScalar(operation, vector(vector, run), scalar, scalarIsLeft, run);
    return binaries.keepsName(operation) ? operator : distinct(vector, operator, run);
  }

  private Operator function(Function function, QueryRun run) {
    if (function.arguments().size() == 1
        && function.arguments().getFirst() instanceof Select select
        && select.field() != Field.VALUE) {
      Operator times = new TileOperator(run, vector(select, run), () -> (_, _, _, _) -> {}, false);
      return distinct(select, times, run);
    }
    ExtendedRangeUse.check(function);
    Call call = function.call();
    return switch (functions.find(call.function().name())) {
      case OverRange range -> overRange(function, range, run);
      case OverTiles tiles -> overTiles(function, tiles, run);
      case OverSeries(FunctionLibrary.Series series) ->
          series.create(call, operands(function, run), run);
      case OverScalars _, ToScalar _ ->
          throw new IllegalArgumentException("no function to a vector: " + call);
    };
  }

  private Operator overTiles(Function function, OverTiles tiles, QueryRun run) {
    List<double[]> scalars = scalars(function, run);
    TileFunction.Arguments arguments =
        new TileFunction.Arguments(
            function.call(),
            run.steps(),
            scalars,
            texts(function),
            run.options(),
            run.annotations());
    Supplier<TileFunction> kernels = () -> tiles.factory().create(arguments);
    for (PlanNode argument : function.arguments()) {
      if (argument.type() == ValueType.VECTOR) {
        Operator operator =
            new TileOperator(run, vector(argument, run), kernels, tiles.keepsName());
        return tiles.keepsName() ? operator : distinct(argument, operator, run);
      }
    }
    return new TileOperator(run, times(run.steps()), kernels, tiles.keepsName());
  }

  /** What functions of times work on that are called without an argument. */
  private static Operator times(StepGrid steps) {
    double[] seconds = new double[steps.count()];
    Arrays.setAll(seconds, i -> steps.time(i) / 1000.0);
    return new StoredOperator(steps, () -> new OneSeries(seconds));
  }

  private Operator overRange(Function function, OverRange range, QueryRun run) {
    int place = function.rangeArgument();
    PlanNode argument = function.arguments().get(place);
    List<double[]> scalars = scalars(function, run);
    java.util.function.Function<Window, Supplier<RangeFunction>> kernels =
        window -> {
          RangeFunction.Arguments arguments =
              new RangeFunction.Arguments(
                  function.call(),
                  window,
                  scalars,
                  texts(function),
                  run.options(),
                  run.annotations());
          return () -> range.factory().create(arguments);
        };
    boolean reaches = FunctionTable.reachesBack(function.call().function());
    Operator operator =
        reaches && argument instanceof SelectRange select
            ? Selectors.range(
                run, select, Selectors.reachingBack(run, select), kernels, range.keepsName())
            : overRange(argument, kernels, range.keepsName(), run);
    boolean distinct =
        range.keepsName()
            || run.options().delayedNameRemoval()
            || NameUse.isDistinctWithoutName(argument);
    return distinct ? operator : new DistinctOperator(operator);
  }

  private Operator overRange(
      PlanNode argument,
      java.util.function.Function<Window, Supplier<RangeFunction>> kernels,
      boolean keepsName,
      QueryRun run) {
    return switch (argument) {
      case SelectRange select ->
          Selectors.range(run, select, Selectors.window(run, select), kernels, keepsName);
      case SubqueryRange subquery -> {
        Window window = SubqueryGrid.window(subquery, run);
        Operator inner = vector(subquery.operand(), run.at(SubqueryGrid.of(subquery, window)));
        yield new SubqueryFunction(run, inner, window, kernels.apply(window), keepsName);
      }
      default -> throw new IllegalArgumentException("no range: " + argument);
    };
  }

  private List<double[]> scalars(Function function, QueryRun run) {
    List<double[]> scalars = new ArrayList<>();
    for (PlanNode argument : function.arguments()) {
      scalars.add(argument.type() == ValueType.SCALAR ? scalar(argument, run) : new double[0]);
    }
    return scalars;
  }

  private static List<String> texts(Function function) {
    return function.arguments().stream()
        .map(argument -> argument instanceof PlanNode.Text(String value) ? value : "")
        .toList();
  }

  private List<Operand> operands(Function function, QueryRun run) {
    PlanNode first = function.arguments().getFirst();
    if (function.call().function().name().equals("info")) {
      return List.of(
          new Operand.Vector(vector(first, run)),
          new Operand.Description(SelectorTime.ofFirst(first)));
    }
    return function.arguments().stream().map(argument -> operand(argument, run)).toList();
  }

  private Operand operand(PlanNode argument, QueryRun run) {
    return switch (argument.type()) {
      case SCALAR -> new Operand.Scalar(scalar(argument, run));
      case STRING -> new Operand.Text(((PlanNode.Text) argument).value());
      case VECTOR -> new Operand.Vector(vector(argument, run));
      case MATRIX ->
          new Operand.Vector(overRange(argument, _ -> () -> Assembly::present, true, run));
      case NONE -> throw new IllegalArgumentException("no argument: " + argument);
    };
  }

  private static void present(RangeSeries series, Tile into, int row) {
    for (int i = 0; i < into.steps(); i++) {
      if (series.from()[i] < series.to()[i]) {
        into.put(row * into.steps() + i, 1);
      }
    }
  }

  private Operator aggregate(Aggregate aggregate, QueryRun run) {
    return Aggregations.operator(
        aggregate,
        aggregate
            .parameter()
            .filter(parameter -> parameter.type() == ValueType.SCALAR)
            .map(parameter -> scalar(parameter, run))
            .orElse(new double[0]),
        () -> vector(aggregate.operand(), run),
        run);
  }
}
