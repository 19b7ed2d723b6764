package io.meridian.cli.promql;

import io.meridian.model.InvalidRequestException;
import io.meridian.promql.Engine;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.syntax.SyntaxOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which PromQL a command speaks: options that several commands have. */
final class LanguageOptions {
  private static final String FUNCTIONS = "promql-experimental-functions";
  private static final String DURATIONS = "promql-duration-expr";
  private static final String RANGES = "promql-extended-range-selectors";
  private static final String FILLS = "promql-binop-fill-modifiers";
  private static final String RATES = "extended-rates";
  private static final String NAMES = "promql-delayed-name-removal";
  private static final String START_TIMES = "use-start-timestamps";
  private static final List<String> KNOWN =
      List.of(FUNCTIONS, DURATIONS, RANGES, FILLS, RATES, NAMES, START_TIMES);

  @Option(
      names = "--enable-feature",
      split = ",",
      paramLabel = "<feature>",
      description = {
        "Which optional parts there are, by Prometheus' names:"
            + " promql-experimental-functions, promql-extended-range-selectors,"
            + " promql-binop-fill-modifiers, promql-delayed-name-removal, use-start-timestamps;"
            + " and extended-rates for Thanos' xrate, xincrease, xdelta. none: nothing optional.",
        "Default: the whole language; names dropped at once, start timestamps not used."
      })
  private @Nullable List<String> features;

  /** The language that queries are written in. */
  SyntaxOptions syntax() {
    if (features == null) {
      return SyntaxOptions.ALL;
    }
    Set<String> on = checked(features);
    return new SyntaxOptions(
        on.contains(FUNCTIONS), true, on.contains(RANGES), on.contains(FILLS), on.contains(RATES));
  }

  /** An engine of this language on one thread. */
  Engine engine() {
    return engine(EngineOptions.DEFAULT);
  }

  /** An engine of this language that is otherwise as said. */
  Engine engine(EngineOptions options) {
    Set<String> on = features == null ? Set.of() : checked(features);
    return new Engine(
        options
            .withSyntax(syntax())
            .withDelayedNameRemoval(on.contains(NAMES))
            .withStartTimestamps(on.contains(START_TIMES)),
        new Functions(),
        new BinaryOperators(),
        Runnable::run);
  }

  private static Set<String> checked(List<String> features) {
    Set<String> on = new HashSet<>(features);
    on.remove("none");
    for (String feature : on) {
      if (!KNOWN.contains(feature)) {
        throw new InvalidRequestException(
            "there is no feature " + feature + "; known are " + String.join(", ", KNOWN));
      }
    }
    return on;
  }
}
