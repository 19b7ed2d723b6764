package io.meridian.cli.block;

import io.meridian.blocks.BlockTransfer;
import io.meridian.bucket.Bucket;
import io.meridian.cli.console.Console;
import io.meridian.cli.store.ScratchFolder;
import io.meridian.cli.store.StoreOption;
import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.Ulid;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/**
 * Where the blocks come from that a command names: folders, or a bucket if the flags name one.
 * Blocks of a bucket are named by themselves, and fetched into a folder that goes when this is
 * closed.
 */
final class BlockSource implements AutoCloseable {
  @Mixin private final StoreOption store = new StoreOption();

  private @Nullable ScratchFolder scratch;
  private @Nullable Bucket bucket;

  /** The blocks that an argument means; see {@link BlockArguments#at}. */
  List<BlockFolder> at(Path argument, Console console) {
    return store.isGiven()
        ? List.of(fetch(argument.toString(), console))
        : BlockArguments.at(argument);
  }

  /** The one block that an argument means. */
  BlockFolder oneAt(Path argument, Console console) {
    return store.isGiven() ? fetch(argument.toString(), console) : BlockArguments.oneAt(argument);
  }

  private BlockFolder fetch(String name, Console console) {
    Ulid block =
        Ulid.of(name)
            .orElseThrow(() ->
                new InvalidRequestException(
                    name
                        + " is no block's name; with --objstore.config name blocks, such as"
                        + " 01HZ4Y8Q3V0000000000000000 (tools bucket ls lists them)"));
    if (bucket == null) {
      bucket = store.open(console);
    }
    if (scratch == null) {
      scratch = ScratchFolder.create();
    }
    return new BlockTransfer(bucket).download(block, scratch.path());
  }

  @Override
  public void close() {
    if (scratch != null) {
      scratch.close();
    }
    if (bucket != null) {
      bucket.close();
    }
  }
}
