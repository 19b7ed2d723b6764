package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.QueryContext;
import io.meridian.model.QueryFailedException;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.syntax.SyntaxOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FunctionErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "histogram_quantiles(a, '', 0.5) | invalid label name \"\" in histogram_quantiles()",
        "label_replace(a, 'b', '', 'c', '(') | invalid regular expression in label_replace(): (",
        "label_replace(a, '', '', 'c', '') | invalid destination label name in label_replace(): ",
        "label_join(a, 'b', '', '') | invalid source label name in label_join(): ",
        "deriv(a[5m] smoothed) | smoothed modifier can only be used with: delta, increase, rate"
      },
      quoteCharacter = '`')
  void sayWhatIsWrong(String query, String message) {
    EngineOptions options = EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL);
    Engine engine = new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);

    assertThatThrownBy(() ->
            engine.instant(engine.parse(query), 0, new MemorySource(), QueryContext.unlimited()))
        .isInstanceOf(QueryFailedException.class)
        .hasMessageContaining(message.strip());
  }
}
