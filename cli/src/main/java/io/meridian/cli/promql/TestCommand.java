package io.meridian.cli.promql;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.promql.Engine;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.script.EngineAnswers;
import io.meridian.promql.script.JUnitReport;
import io.meridian.promql.script.Script;
import io.meridian.promql.script.ScriptReport;
import io.meridian.promql.script.ScriptRunner;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.service.text.ByteText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meridian tools promql test}. */
@Command(
    name = "test",
    description =
        "Run scripts of cases in the language of Prometheus' own tests (promqltest) with the"
            + " settings that those assume. An instant case is executed in about a dozen ways.",
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "<file>", description = "Scripts.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private List<Path> files;

  @Option(
      names = "--junit",
      paramLabel = "<file>",
      description = "Also write a report in JUnit's XML.")
  private @Nullable Path junit;

  TestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    EngineAnswers answers = new EngineAnswers(engine());
    List<Script> scripts = files.stream().map(TestCommand::read).toList();
    List<ScriptReport> reports = new ArrayList<>();
    for (Script script : scripts) {
      reports.add(ScriptRunner.run(script, answers));
    }
    if (junit != null) {
      write(junit, JUnitReport.of(reports));
    }
    try (ByteText out = console.text()) {
      out.put(ScriptReport.text(reports));
    }
    boolean passed = reports.stream().allMatch(report -> report.failed() == 0);
    return (passed ? ExitCode.OK : ExitCode.FAILED).number();
  }

  private static Engine engine() {
    EngineOptions options =
        EngineOptions.DEFAULT
            .withSyntax(SyntaxOptions.PROMETHEUS)
            .withDelayedNameRemoval(true)
            .withStartTimestamps(true);
    return new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);
  }

  private static Script read(Path file) {
    try {
      return Script.parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
