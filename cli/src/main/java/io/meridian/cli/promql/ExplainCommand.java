package io.meridian.cli.promql;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.promql.Engine;
import io.meridian.service.text.ByteText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code meridian tools promql explain}. */
@Command(
    name = "explain",
    description =
        "Print the plan that a query is evaluated by, after all rewrites: a line a step, indented"
            + " below the one that takes its result.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final QueryArgument query = new QueryArgument();

  @Mixin private final TimeOptions times = new TimeOptions();

  @Mixin private final LanguageOptions language = new LanguageOptions();

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Engine engine = language.engine();
    String tree =
        engine.explain(engine.parse(query.text()), times.times(System.currentTimeMillis())).text();
    try (ByteText out = console.text()) {
      out.put(tree);
    }
    return ExitCode.OK.number();
  }
}
