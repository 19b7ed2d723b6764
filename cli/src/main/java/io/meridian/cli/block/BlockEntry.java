package io.meridian.cli.block;

import io.meridian.cli.console.ExitCode;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.index.SparseHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be told of a block without reading its data.
 *
 * @param folder where it is
 * @param meta its meta.json, if that can be read
 * @param damage why it cannot be opened, if so
 * @param files its files, sorted by path
 * @param marks its marks
 */
record BlockEntry(
    BlockFolder folder,
    Optional<BlockMeta> meta,
    Optional<String> damage,
    List<Content> files,
    List<BlockMark> marks) {
  /**
   * A file of a block.
   *
   * @param path relative to the block's folder
   * @param size in bytes
   */
  record Content(Path path, long size) {}

  /** Looks at a block. Damage is told, not thrown. */
  static BlockEntry of(BlockFolder folder) {
    Optional<BlockMeta> meta = Optional.empty();
    Optional<String> damage = Optional.empty();
    try {
      meta = Optional.of(folder.meta());
      BlockReader.open(folder.path()).close();
    } catch (CorruptDataException | UncheckedIOException e) {
      damage = Optional.of(ExitCode.words(e));
    }
    return new BlockEntry(
        folder, meta, damage, contents(folder.path()), BlockMark.in(folder.path()));
  }

  private static List<Content> contents(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .sorted()
          .map(path -> new Content(folder.relativize(path), size(path)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of its folder, which should be the block's. */
  String name() {
    return folder.path().toAbsolutePath().normalize().getFileName() + "";
  }

  /** Bytes of the block itself; the sparse header, which can be made again, is not counted. */
  long size() {
    return files.stream()
        .filter(file -> !file.path().endsWith(SparseHeader.fileName()))
        .mapToLong(Content::size)
        .sum();
  }
}
