package io.meridian.cli.promql;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxJson;
import io.meridian.service.text.ByteText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code meridian tools promql parse}. */
@Command(
    name = "parse",
    description = "Print a query's syntax tree as JSON, in the form of Prometheus' parse_query.",
    mixinStandardHelpOptions = true)
final class ParseCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final QueryArgument query = new QueryArgument();

  @Mixin private final LanguageOptions language = new LanguageOptions();

  ParseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Object tree = SyntaxJson.of(Syntax.parse(query.text(), language.syntax()));
    String json =
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(tree);
    try (ByteText out = console.text()) {
      out.put(json).put('\n');
    }
    return ExitCode.OK.number();
  }
}
