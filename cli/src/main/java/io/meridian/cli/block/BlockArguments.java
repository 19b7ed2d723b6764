package io.meridian.cli.block;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the blocks that an argument means: a block's own folder, or a folder that holds blocks. */
public final class BlockArguments {
  private BlockArguments() {}

  /**
   * The blocks at a path, whether whole or damaged, sorted by name.
   *
   * @throws InvalidRequestException if there are none; the message says what was expected
   */
  public static List<BlockFolder> at(Path path) {
    if (!Files.exists(path)) {
      throw new InvalidRequestException(path + ": there is no such folder");
    }
    if (!Files.isDirectory(path)) {
      throw new InvalidRequestException(
          path + " is a file; name a block's folder, or a folder of blocks");
    }
    if (isBlock(path)) {
      return List.of(new BlockFolder(path));
    }
    List<BlockFolder> blocks = BlockFolder.in(path);
    if (blocks.isEmpty()) {
      throw new InvalidRequestException(
          path
              + " is no block and holds none; expected a folder with a meta.json, or one with"
              + " folders that are named like 01HZ4Y8Q3V0000000000000000");
    }
    return blocks;
  }

  /**
   * The one block at a path.
   *
   * @throws InvalidRequestException if there is none or more than one
   */
  static BlockFolder oneAt(Path path) {
    List<BlockFolder> blocks = at(path);
    if (blocks.size() > 1) {
      throw new InvalidRequestException(
          path + " holds " + blocks.size() + " blocks; name one, such as " + blocks.get(0).path());
    }
    return blocks.get(0);
  }

  private static boolean isBlock(Path path) {
    return Files.exists(path.resolve(BlockMeta.FILE))
        || Files.exists(path.resolve("index"))
        || Ulid.of(path.toAbsolutePath().normalize().getFileName() + "").isPresent();
  }
}
