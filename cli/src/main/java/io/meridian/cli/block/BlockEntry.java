package io.meridian.cli.block;

import io.meridian.blocks.NamedBlocks;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.ListedObject;
import io.meridian.cli.console.ExitCode;
import io.meridian.model.CorruptDataException;
import io.meridian.model.MeridianException;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.CardinalityFile;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.MappedFile;
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
 * @param name the name of its folder, which should be the block's
 * @param place where it is: a folder, or an address in a bucket
 * @param meta its meta.json, if that can be read
 * @param damage why it cannot be opened, if so
 * @param files its files, sorted by path
 * @param marks its marks
 * @param sparseHeader the state of our sparse copy of the index, in words
 */
record BlockEntry(
    String name,
    String place,
    Optional<BlockMeta> meta,
    Optional<String> damage,
    List<Content> files,
    List<BlockMark> marks,
    String sparseHeader) {
  private static final String HEADER = SparseHeader.fileName();
  private static final String NONE = "none";

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
    Path path = folder.path();
    return new BlockEntry(
        path.toAbsolutePath().normalize().getFileName() + "",
        path.toString(),
        meta,
        damage,
        contents(path),
        BlockMark.in(path),
        sparseHeader(folder));
  }

  private static String sparseHeader(BlockFolder folder) {
    Path file = folder.path().resolve(SparseHeader.fileName());
    if (!Files.exists(file)) {
      return NONE;
    }
    try (SparseHeader header = SparseHeader.open(file);
        MappedFile index = MappedFile.open(folder.index())) {
      return header.describes(index) ? "current" : "of another index";
    } catch (MeridianException | UncheckedIOException e) {
      return "damaged: " + e.getMessage();
    }
  }

  /** Looks at a block in a bucket. Damage is told, not thrown. */
  static BlockEntry of(Bucket bucket, NamedBlocks blocks, Ulid block) {
    List<ListedObject> objects = blocks.objects(block);
    Optional<BlockMeta> meta = Optional.empty();
    Optional<String> damage = Optional.empty();
    try {
      meta = Optional.of(blocks.meta(block));
      blocks.open(block).close();
    } catch (CorruptDataException e) {
      damage = Optional.of(ExitCode.words(e));
    }
    String place = block + "/";
    List<Content> files =
        objects.stream()
            .map(object ->
                new Content(Path.of(object.name().substring(place.length())), object.size()))
            .toList();
    boolean hasHeader = files.stream().anyMatch(file -> file.path().endsWith(HEADER));
    return new BlockEntry(
        block.toString(),
        bucket.name() + "/" + block,
        meta,
        damage,
        files,
        BlockMark.in(bucket, block, objects),
        hasHeader ? "in the bucket" : NONE);
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

  /** Bytes of the block itself; what can be made again is not counted: header, cardinality. */
  long size() {
    return files.stream()
        .filter(file -> !file.path().endsWith(HEADER))
        .filter(file -> !file.path().endsWith(CardinalityFile.NAME))
        .mapToLong(Content::size)
        .sum();
  }
}
