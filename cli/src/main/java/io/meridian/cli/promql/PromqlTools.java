package io.meridian.cli.promql;

import io.meridian.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands of {@code meridian tools promql}. */
@Command(
    name = "promql",
    description = "PromQL: queries and scripts of cases.",
    subcommands = HelpCommand.class,
    mixinStandardHelpOptions = true)
public final class PromqlTools {
  private PromqlTools() {}

  /** The command with its parts, which speak through a console. */
  public static CommandLine on(Console console) {
    return new CommandLine(new PromqlTools())
        .addSubcommand(new FormatCommand(console))
        .addSubcommand(new ParseCommand(console))
        .addSubcommand(new ExplainCommand(console))
        .addSubcommand(new TestCommand(console))
        .addSubcommand(new QueryCommand(console));
  }
}
