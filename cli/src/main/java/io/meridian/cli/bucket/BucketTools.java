package io.meridian.cli.bucket;

import io.meridian.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands of {@code meridian tools bucket}. */
@Command(
    name = "bucket",
    description = "Buckets: object storage with blocks in it.",
    subcommands = HelpCommand.class,
    mixinStandardHelpOptions = true)
public final class BucketTools {
  private BucketTools() {}

  /** The command with its parts, which speak through a console. */
  public static CommandLine on(Console console) {
    return new CommandLine(new BucketTools())
        .addSubcommand(new BucketListCommand(console))
        .addSubcommand(new BucketInspectCommand(console))
        .addSubcommand(new BucketVerifyCommand(console))
        .addSubcommand(new CatCommand(console))
        .addSubcommand(new UploadCommand(console))
        .addSubcommand(new ReplicateCommand(console))
        .addSubcommand(new MarkCommand(console))
        .addSubcommand(new CheckConfigCommand(console));
  }
}
