package io.meridian.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Commands for people who look after data; each works on files or a bucket, without a server. */
@Command(
    name = "tools",
    description = "Look into data and repair it, without a server.",
    mixinStandardHelpOptions = true,
    subcommands = Tools.Block.class)
final class Tools {

  @Command(
      name = "block",
      description = "Blocks: folders of chunks with an index.",
      subcommands = HelpCommand.class,
      mixinStandardHelpOptions = true)
  static final class Block {}
}
