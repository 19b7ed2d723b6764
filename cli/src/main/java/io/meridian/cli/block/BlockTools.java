package io.meridian.cli.block;

import io.meridian.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands of {@code meridian tools block}. */
@Command(
    name = "block",
    description = "Blocks: folders of chunks with an index.",
    subcommands = HelpCommand.class,
    mixinStandardHelpOptions = true)
public final class BlockTools {
  private BlockTools() {}

  /** The command with its parts, which speak through a console. */
  public static CommandLine on(Console console) {
    return new CommandLine(new BlockTools())
        .addSubcommand(new ListCommand(console))
        .addSubcommand(new InspectCommand(console))
        .addSubcommand(new AnalyzeCommand(console))
        .addSubcommand(new DumpCommand(console))
        .addSubcommand(new VerifyCommand(console))
        .addSubcommand(new ImportCommand(console));
  }
}
