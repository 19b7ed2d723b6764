package io.meridian.promql.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.promql.Engine;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many of the cases in Prometheus' scripts the engine answers as Prometheus does. */
final class GoldenScriptsTest {
  private static final int PASSED_SO_FAR = 1551;

  @Test
  void answersAsManyCasesAsBefore() throws IOException {
    EngineOptions options =
        EngineOptions.DEFAULT
            .withSyntax(SyntaxOptions.PROMETHEUS)
            .withDelayedNameRemoval(true)
            .withStartTimestamps(true);
    Engine engine = new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);

    long passed = 0;
    try (Stream<Path> files = Files.list(Golden.assumePresent("promqltest"))) {
      for (Path file : files.sorted().toList()) {
        Script script = Script.parse(file.getFileName().toString(), Files.readString(file));
        passed += ScriptRunner.run(script, new EngineAnswers(engine)).passed();
      }
    }

    Conformance.count("promqltest-evaluations", passed);
    assertThat(passed).isGreaterThanOrEqualTo(PASSED_SO_FAR);
  }
}
