package io.meridian.cli.promql;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.promql.syntax.Layout;
import io.meridian.promql.syntax.Syntax;
import io.meridian.service.text.ByteText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code meridian tools promql format}. */
@Command(
    name = "format",
    description = "Lay a query out over as many lines as it needs, as Prometheus does.",
    mixinStandardHelpOptions = true)
final class FormatCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final QueryArgument query = new QueryArgument();

  @Mixin private final LanguageOptions language = new LanguageOptions();

  FormatCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String text = Layout.format(Syntax.parse(query.text(), language.syntax()));
    try (ByteText out = console.text()) {
      out.put(text).put('\n');
    }
    return ExitCode.OK.number();
  }
}
