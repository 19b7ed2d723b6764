package io.meridian.cli;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.service.ServiceCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** Writes docs/reference.md of what commands and services declare. Not for users. */
@Command(
    name = "reference",
    hidden = true,
    description = "Print every command, flag and key as a page of Markdown.",
    mixinStandardHelpOptions = true)
final class ReferenceCommand implements Callable<Integer> {
  private static final String BEGIN =
      """
      # Reference

      Every command with its flags and keys. This page is written by `./meridian reference`; a test holds it against the commands.

      A service's flags are written `--flag=value` or `--flag value`, a boolean one `--flag` or `--no-flag`. Whatever has a flag can stand in
      the YAML file of `--config.file` too, under its key (`http.address` is `address` under `http`); what has none can only stand there. A flag
      goes before the file, the file before the default. `check-config` before the flags says what is wrong with them and ends. Durations are
      written as Prometheus has them (`1h30m`), sizes with a unit (`16MiB`).
      """;

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli's
  private CommandSpec own;

  ReferenceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    StringBuilder page = new StringBuilder(BEGIN);
    append(page, own.root());
    console.out().write(page.toString().getBytes(StandardCharsets.UTF_8));
    return ExitCode.OK.number();
  }

  /** A command and those below it, each once, whatever else it is called. */
  private static void append(StringBuilder page, CommandSpec command) {
    if (command.usageMessage().hidden() || command.helpCommand()) {
      return;
    }
    page.append("\n## ").append(command.qualifiedName()).append("\n\n");
    String summary = String.join(" ", command.usageMessage().description());
    page.append(summary.replace(ServiceCommand.HINT, "")).append("\n");
    if (command.aliases().length > 0) {
      page.append("Also: `").append(String.join("`, `", command.aliases())).append("`.\n");
    }
    if (command.userObject() instanceof ServiceCommand<?> service) {
      page.append("\n").append(service.reference());
    } else {
      append(page, rows(command));
    }
    new LinkedHashSet<>(command.subcommands().values())
        .forEach(below -> append(page, below.getCommandSpec()));
  }

  private static List<String> rows(CommandSpec command) {
    List<String> rows = new ArrayList<>();
    for (PositionalParamSpec each : command.positionalParameters()) {
      rows.add(row(each.paramLabel(), each));
    }
    for (OptionSpec each : command.options()) {
      if (!each.hidden() && !each.usageHelp() && !each.versionHelp()) {
        String value = each.arity().max() == 0 ? "" : "=" + each.paramLabel();
        rows.add(row(String.join(", ", each.names()) + value, each));
      }
    }
    return rows;
  }

  private static String row(String form, ArgSpec argument) {
    String help = String.join(" ", argument.description());
    String usual = Objects.requireNonNullElse(argument.defaultValueString(), "");
    return "| `%s` | %s |\n"
        .formatted(form, help.replace("${DEFAULT-VALUE}", usual).replace("|", "\\|"));
  }

  private static void append(StringBuilder page, List<String> rows) {
    if (!rows.isEmpty()) {
      page.append("\n| | |\n|---|---|\n");
      rows.forEach(page::append);
    }
  }
}
