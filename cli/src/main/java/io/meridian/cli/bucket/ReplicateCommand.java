package io.meridian.cli.bucket;

import io.meridian.blocks.BlockTransfer;
import io.meridian.blocks.KnownBlock;
import io.meridian.bucket.Bucket;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Words;
import io.meridian.cli.store.StoreOption;
import io.meridian.cli.store.TargetOption;
import io.meridian.tsdb.block.Ulid;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meridian tools bucket replicate}. */
@Command(
    name = "replicate",
    description = {
      "Copy blocks from one bucket to another, each with its meta.json last.",
      "Blocks that the other bucket has are passed over."
    },
    mixinStandardHelpOptions = true)
final class ReplicateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "<block>",
      description = "Names of blocks (default: all that can be read).")
  private List<String> names = List.of();

  @Mixin private StoreOption store = new StoreOption();
  @Mixin private TargetOption target = new TargetOption();

  ReplicateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Bucket from = store.open(console);
        Bucket to = target.open(console)) {
      BlockTransfer transfer = new BlockTransfer(from);
      int copied = 0;
      List<Ulid> blocks = blocks(from);
      for (Ulid block : blocks) {
        if (transfer.replicate(block, to)) {
          console.err().println(block + " copied");
          copied++;
        }
      }
      console
          .err()
          .println(
              Words.count(copied, "block")
                  + " copied, "
                  + (blocks.size() - copied)
                  + " there already");
    }
    return ExitCode.OK.number();
  }

  private List<Ulid> blocks(Bucket from) {
    return names.isEmpty()
        ? ListedBlocks.of(from).view().blocks().stream().map(KnownBlock::ulid).toList()
        : names.stream().map(BlockName::parse).toList();
  }
}
