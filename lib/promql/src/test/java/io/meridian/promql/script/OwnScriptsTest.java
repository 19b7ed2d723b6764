package io.meridian.promql.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.promql.Engine;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every function and operator over floats, histograms, mixtures of both, nothing, stale markers,
 * NaN and infinities. What is expected was calculated by Prometheus, as each script says.
 */
final class OwnScriptsTest {
  static final List<String> NAMES =
      List.of(
          "aggregations",
          "corners",
          "date-functions",
          "experimental",
          "histogram-functions",
          "kinds-of-series",
          "label-functions",
          "number-functions",
          "operators-on-scalars",
          "operators-on-vectors",
          "random-queries",
          "range-functions",
          "start-timestamps",
          "vector-matching");

  @ParameterizedTest
  @FieldSource("NAMES")
  void answersAsExpected(String name) throws IOException {
    EngineOptions options =
        EngineOptions.DEFAULT
            .withSyntax(SyntaxOptions.PROMETHEUS)
            .withDelayedNameRemoval(true)
            .withStartTimestamps(true);
    Engine engine = new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);

    ScriptReport report = ScriptRunner.run(script(name), new EngineAnswers(engine));

    assertThat(ScriptReport.text(List.of(report)))
        .isEqualTo("%d passed, 0 failed%n".formatted(report.cases().size()));
    Conformance.count("own-promql-evaluations", report.passed());
  }

  private static Script script(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OwnScriptsTest.class.getResourceAsStream(name + ".test"))) {
      return Script.parse(name, new String(in.readAllBytes(), UTF_8));
    }
  }
}
