package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.testkit.Allocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Queries that fold their series away allocate with series (for labels) and with steps (for
 * groups), but nothing for each step of each series: four times as much of both costs no more than
 * what each costs alone.
 */
final class AllocationTest {
  private static final int SERIES = 1_024;
  private static final int STEPS = 20;

  private final Engine engine =
      new Engine(
          EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL),
          new Functions(),
          new BinaryOperators(),
          Runnable::run);
  private final MemorySource few = source(SERIES);
  private final MemorySource many = source(2 * SERIES);

  private static MemorySource source(int series) {
    MemorySource source = new MemorySource();
    double[] values = new double[2 * STEPS + 10];
    for (int at = 0; at < values.length; at++) {
      values[at] = at * 1.5;
    }
    for (int i = 0; i < series; i++) {
      source.add(Labels.of("__name__", "m_total", "g", "" + i % 5, "i", "" + i), 0, 10_000, values);
    }
    return source;
  }

  private long bytes(String query, MemorySource source, int steps) {
    Expression parsed = engine.parse(query);
    QueryTimes times = new QueryTimes(100_000, 100_000 + (steps - 1) * 10_000L, 10_000);
    return Allocation.bytes(() -> engine.range(parsed, times, source, QueryContext.unlimited()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum by (g) (rate(m_total[1m]))",
        "avg(m_total)",
        "max by (g) (avg_over_time(m_total[1m]))",
        "count(abs(m_total) > 3)",
        "stddev(m_total offset 10s)",
        "topk(3, rate(m_total[1m]))",
        "sum(2 * m_total + 1)",
        "count(m_total and on(i) m_total offset 10s)",
      })
  void allocatesNothingForEachStepOfEachSeries(String query) {
    assertThat(forEachStepOfEachSeries(query)).isLessThan(SERIES * STEPS / 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "count(m_total / m_total offset 10s)",
        "count(m_total * on(i) group_left() (m_total offset 10s))",
      })
  void joinsKeepTheirOperandsAndNoMore(String query) {
    long operands = 2 * SERIES * STEPS * (long) Double.BYTES;

    assertThat(forEachStepOfEachSeries(query)).isLessThan(operands + operands / 10);
  }

  private long forEachStepOfEachSeries(String query) {
    long both = bytes(query, many, 2 * STEPS);
    long moreSeries = bytes(query, many, STEPS) - bytes(query, few, STEPS);
    long moreSteps = bytes(query, few, 2 * STEPS) - bytes(query, few, STEPS);

    return both - bytes(query, few, STEPS) - moreSeries - moreSteps;
  }
}
