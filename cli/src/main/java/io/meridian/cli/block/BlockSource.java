package io.meridian.cli.block;

import io.meridian.blocks.BlockTransfer;
import io.meridian.blocks.NamedBlocks;
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
 * Blocks of a bucket are named by themselves and read by ranges; what is kept of them here goes
 * when this is closed.
 */
final class BlockSource implements AutoCloseable {
  @Mixin private final StoreOption store = new StoreOption();

  private @Nullable FromBucket from;

  /** A bucket, and the folder for what is kept of it for a while. */
  private record FromBucket(Bucket bucket, ScratchFolder scratch, NamedBlocks blocks)
      implements AutoCloseable {
    static FromBucket open(Bucket bucket) {
      ScratchFolder scratch = ScratchFolder.create();
      return new FromBucket(bucket, scratch, new NamedBlocks(bucket, scratch.path()));
    }

    @Override
    public void close() {
      try (bucket;
          scratch) {
        // Both are closed, whatever closing one of them throws.
      }
    }
  }

  /** What can be told of the blocks that an argument means; see {@link BlockArguments#at}. */
  List<BlockEntry> entriesAt(Path argument, Console console) {
    if (store.isGiven()) {
      FromBucket source = source(console);
      return List.of(BlockEntry.of(source.bucket(), source.blocks(), name(argument)));
    }
    return BlockArguments.at(argument).stream().map(BlockEntry::of).toList();
  }

  /** What can be told of the one block that an argument means. */
  BlockEntry entryAt(Path argument, Console console) {
    return store.isGiven()
        ? entriesAt(argument, console).getFirst()
        : BlockEntry.of(BlockArguments.oneAt(argument));
  }

  /** Opens the blocks that an argument means. */
  OpenBlocks openAt(Path argument, Console console) {
    return store.isGiven()
        ? openOneAt(argument, console)
        : OpenBlocks.of(BlockArguments.at(argument));
  }

  /** Opens the one block that an argument means. */
  OpenBlocks openOneAt(Path argument, Console console) {
    return store.isGiven()
        ? OpenBlocks.of(source(console).blocks().open(name(argument)).reader())
        : OpenBlocks.of(List.of(BlockArguments.oneAt(argument)));
  }

  /** The folders of the blocks that an argument means; those of a bucket are fetched as a whole. */
  List<BlockFolder> foldersAt(Path argument, Console console) {
    if (store.isGiven()) {
      FromBucket source = source(console);
      return List.of(
          new BlockTransfer(source.bucket()).download(name(argument), source.scratch().path()));
    }
    return BlockArguments.at(argument);
  }

  private FromBucket source(Console console) {
    FromBucket opened = from;
    if (opened == null) {
      opened = FromBucket.open(store.open(console));
      from = opened;
    }
    return opened;
  }

  private static Ulid name(Path argument) {
    return Ulid.of(argument.toString())
        .orElseThrow(() ->
            new InvalidRequestException(
                argument
                    + " is no block's name; with --objstore.config name blocks, such as"
                    + " 01HZ4Y8Q3V0000000000000000 (tools bucket ls lists them)"));
  }

  @Override
  public void close() {
    if (from != null) {
      from.close();
    }
  }
}
