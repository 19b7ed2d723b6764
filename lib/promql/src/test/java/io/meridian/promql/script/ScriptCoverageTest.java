package io.meridian.promql.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.StaleMarker;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.AggregationOperator;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.FunctionSignature;
import io.meridian.promql.syntax.FunctionTable;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.promql.syntax.ValueType;
import io.meridian.promql.syntax.VectorSelector;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That the project's own scripts ask every function and operator about every kind of series. */
final class ScriptCoverageTest {
  /** What series can hold. */
  private enum Kind {
    FLOATS,
    HISTOGRAMS,
    BOTH,
    NOTHING,
    STALE_MARKERS,
    NAN_OR_INFINITY
  }

  private final Map<String, EnumSet<Kind>> asked = new TreeMap<>();
  private final List<SeriesLine> loaded = new ArrayList<>();

  @Test
  void everyFunctionAndOperatorMeetsEveryKindOfSeries() throws IOException {
    for (String name : OwnScriptsTest.NAMES) {
      loaded.clear();
      script(name).commands().forEach(this::look);
    }

    Set<String> missing = new TreeSet<>();
    expected()
        .forEach(name ->
            EnumSet.complementOf(kinds(name)).forEach(kind -> missing.add(name + " of " + kind)));
    assertThat(missing).isEmpty();
  }

  private EnumSet<Kind> kinds(String name) {
    return asked.computeIfAbsent(name, _ -> EnumSet.noneOf(Kind.class));
  }

  private static Stream<String> expected() {
    Stream<String> functions =
        FunctionTable.all().stream()
            .filter(ScriptCoverageTest::takesSeries)
            .map(FunctionSignature::name);
    Stream<String> aggregations =
        Arrays.stream(AggregationOperator.values()).map(AggregationOperator::symbol);
    Stream<String> operators = Arrays.stream(BinaryOperator.values()).map(BinaryOperator::symbol);
    return Stream.of(functions, aggregations, operators).flatMap(names -> names);
  }

  private static boolean takesSeries(FunctionSignature function) {
    return function.parameters().contains(ValueType.VECTOR)
        || function.parameters().contains(ValueType.MATRIX);
  }

  private static Script script(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OwnScriptsTest.class.getResourceAsStream(name + ".test"))) {
      return Script.parse(name, new String(in.readAllBytes(), UTF_8));
    }
  }

  private void look(Command command) {
    switch (command) {
      case Command.Clear() -> loaded.clear();
      case Command.Load load -> load.series().forEach(series -> loaded.add(series.line()));
      case Evaluation evaluation ->
          look(Syntax.parse(evaluation.query(), SyntaxOptions.PROMETHEUS));
    }
  }

  private void look(Expression tree) {
    switch (tree) {
      case Call call -> kinds(call.function().name()).addAll(selected(call));
      case Aggregation aggregation ->
          kinds(aggregation.operator().symbol()).addAll(selected(aggregation));
      case BinaryOperation operation ->
          kinds(operation.operator().symbol()).addAll(selected(operation));
      default -> {}
    }
    tree.children().forEach(this::look);
  }

  /** The kinds of what the selectors in a tree select. */
  private Set<Kind> selected(Expression tree) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    if (tree instanceof VectorSelector selector) {
      kinds.addAll(selectedBy(selector.matchers()));
    }
    tree.children().forEach(child -> kinds.addAll(selected(child)));
    return kinds;
  }

  private Set<Kind> selectedBy(List<Matcher> matchers) {
    List<Point> points =
        loaded.stream()
            .filter(series -> isSelected(series.labels(), matchers))
            .flatMap(series -> series.points().stream())
            .toList();
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    points.forEach(point -> kinds.addAll(kinds(point)));
    if (kinds.contains(Kind.FLOATS) && kinds.contains(Kind.HISTOGRAMS)) {
      kinds.add(Kind.BOTH);
    }
    return kinds.isEmpty() ? EnumSet.of(Kind.NOTHING) : kinds;
  }

  private static boolean isSelected(Labels labels, List<Matcher> matchers) {
    byte[] packed = labels.packed();
    return matchers.stream().allMatch(matcher -> matcher.matchesSeries(packed, 0, packed.length));
  }

  private static Set<Kind> kinds(Point point) {
    return switch (point) {
      case Point.Value(double value) when StaleMarker.isStale(value) ->
          EnumSet.of(Kind.STALE_MARKERS);
      case Point.Value(double value) when !Double.isFinite(value) ->
          EnumSet.of(Kind.FLOATS, Kind.NAN_OR_INFINITY);
      case Point.Value _ -> EnumSet.of(Kind.FLOATS);
      case Point.Gap _ -> EnumSet.noneOf(Kind.class);
      case Point.Buckets _ -> EnumSet.of(Kind.HISTOGRAMS);
    };
  }
}
