package io.meridian.cli;

import io.meridian.cli.block.BlockTools;
import io.meridian.cli.bucket.BucketTools;
import io.meridian.cli.console.Console;
import io.meridian.cli.promql.PromqlTools;
import io.meridian.cli.query.AskCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Commands for people who look after data; each works on files or a bucket, without a server, but
 * for the one that asks a server.
 */
@Command(
    name = "tools",
    description = "Look into data and repair it; ask servers.",
    mixinStandardHelpOptions = true)
final class Tools {
  static CommandLine on(Console console) {
    return new CommandLine(new Tools())
        .addSubcommand(BlockTools.on(console))
        .addSubcommand(BucketTools.on(console))
        .addSubcommand(PromqlTools.on(console))
        .addSubcommand(new AskCommand(console));
  }
}
