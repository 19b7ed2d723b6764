package io.meridian.cli.block;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.service.text.ByteText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meridian tools block ls}. */
@Command(
    name = "ls",
    aliases = "list",
    description = {
      "List blocks by time.",
      "A block that cannot be opened is listed as damaged, its reason is printed apart, and the exit"
          + " code is 1."
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "<folder>",
      description = "Folders of blocks, or of a block each.")
  private List<Path> folders = List.of();

  @Mixin private BlockSource source = new BlockSource();
  @Mixin private Output output = new Output();

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<BlockEntry> blocks = new ArrayList<>();
    try (BlockSource blockSource = source) {
      for (Path folder : folders) {
        blocks.addAll(blockSource.entriesAt(folder, console));
      }
    }
    blocks.sort(
        Comparator.<BlockEntry>comparingLong(
                block -> block.meta().map(meta -> meta.minTime()).orElse(Long.MAX_VALUE))
            .thenComparing(BlockEntry::name));
    try (ByteText out = console.text()) {
      if (output.isJson()) {
        BlockTable.printJson(blocks, out);
      } else {
        BlockTable.print(blocks, out);
      }
    }
    return reportDamage(blocks).number();
  }

  private ExitCode reportDamage(List<BlockEntry> blocks) {
    ExitCode exit = ExitCode.OK;
    for (BlockEntry block : blocks) {
      if (block.damage().isPresent()) {
        console.err().println("meridian: block " + block.name() + ": " + block.damage().get());
        exit = ExitCode.FAILED;
      }
    }
    return exit;
  }
}
