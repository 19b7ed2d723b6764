package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.syntax.SyntaxOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thanos' extended rates; expected values follow from the samples by hand. */
final class ReachingRateTest {
  private final MemorySource source =
      new MemorySource()
          .add(Labels.of("__name__", "rising"), 10_000, 10_000, 1, 3, 6, 10)
          .add(Labels.of("__name__", "constant"), 0, 10_000, 5, 5, 5, 5, 5, 5, 5)
          .add(Labels.of("__name__", "reset"), 10_000, 10_000, 5, 8, 2, 4)
          .add(Labels.of("__name__", "gap"), gap());

  private static SampleBuffer gap() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(0, 1);
    samples.add(100_000, 5);
    samples.add(110_000, 7);
    samples.add(120_000, 9);
    return samples;
  }

  @ParameterizedTest
  @CsvSource({
    // from the sample at the window's start on
    "40, xincrease(rising[20s]), 7",
    "40, xdelta(rising[20s]), 7",
    "40, xrate(rising[20s]), 0.35",
    "40, xincrease(reset[20s]), 4",
    "40, xdelta(reset[20s]), -4",
    // from the sample before the window on
    "45, xdelta(rising[20s]), 7",
    "45, xrate(rising[20s]), 0.35",
    // what has just appeared began at 0, for as long as the range
    "10, xincrease(rising[1m]), 1",
    "10, xrate(rising[1m]), 0",
    "30, xincrease(constant[30s]), 5",
    "40, xincrease(constant[30s]), 0",
    // a sample that is too far away counts for xincrease alone
    "115, xincrease(gap[20s]), 6",
    "115, xrate(gap[20s]), 0.1",
    "105, xdelta(gap[20s]), 0.8"
  })
  void reachesBackBeforeTheRange(long seconds, String query, double expected) {
    EngineOptions options = EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL);
    Engine engine = new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);

    QueryResult result =
        engine.instant(engine.parse(query), seconds * 1000, source, QueryContext.unlimited());

    QueryResult.Vector vector = (QueryResult.Vector) result.value();
    assertThat(vector.series().getFirst().samples().value(0)).isEqualTo(expected);
  }
}
