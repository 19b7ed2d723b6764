package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.FileRanges;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A block's folder on this machine. A folder is a block if it has a meta.json; one whose name ends
 * in {@value #UNFINISHED} or {@value #DELETED} is none and may be removed.
 *
 * @param path where it is
 */
public record BlockFolder(Path path) {
  /** Ends the names of folders that are being written. */
  static final String UNFINISHED = ".tmp-for-creation";

  /** Ends the names of folders that are being deleted. */
  static final String DELETED = ".tmp-for-deletion";

  /**
   * The blocks in a folder, sorted by name: what has a block's name, whether whole or not.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static List<BlockFolder> in(Path folder) {
    return list(folder).stream()
        .filter(path -> Ulid.of(path.getFileName().toString()).isPresent())
        .map(BlockFolder::new)
        .toList();
  }

  /** Whether a folder is what is left of a block that was being written or deleted. */
  static boolean isLeftover(Path folder) {
    String name = folder.getFileName().toString();
    return name.endsWith(UNFINISHED) || name.endsWith(DELETED);
  }

  /**
   * Deletes the block. It loses its name first, so that after a crash at any moment there is a
   * whole block or none.
   */
  public void delete(Disk disk) throws IOException {
    Path deleted = path.resolveSibling(path.getFileName() + DELETED);
    disk.rename(path, deleted);
    disk.syncFolder(Objects.requireNonNull(path.getParent(), "a block lies in a folder"));
    UnfinishedBlock.delete(disk, deleted);
  }

  /** The file that holds the index. */
  public Path index() {
    return path.resolve(BlockFile.INDEX);
  }

  /** The file that holds the meta. */
  public Path metaFile() {
    return path.resolve(BlockMeta.FILE);
  }

  /**
   * Reads meta.json.
   *
   * @throws CorruptDataException if there is none or it is damaged
   */
  public BlockMeta meta() {
    try {
      return BlockMeta.read(Files.readAllBytes(metaFile()), metaFile().toString());
    } catch (NoSuchFileException e) {
      throw new CorruptDataException(
          path.toString(), 0, "there is no meta.json: this is no block, or an unfinished one");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + metaFile(), e);
    }
  }

  /** Reads the tombstones; none if there is no such file. */
  public Tombstones tombstones() {
    Path file = path.resolve(Tombstones.FILE);
    if (!Files.exists(file)) {
      return Tombstones.NONE;
    }
    try (ByteRanges bytes = FileRanges.open(file)) {
      return Tombstones.read(bytes);
    }
  }

  /**
   * The chunk files in the order by which chunks refer to them: files named by a number, by name.
   */
  public List<Path> chunkFiles() {
    Path chunks = path.resolve(ChunkFileFormat.FOLDER);
    if (!Files.isDirectory(chunks)) {
      return List.of();
    }
    return list(chunks).stream().filter(BlockFolder::isNumbered).toList();
  }

  private static boolean isNumbered(Path file) {
    return file.getFileName().toString().chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Opens the chunk files to be read by position. */
  ChunkFileReader openChunks() {
    List<ByteRanges> opened = new ArrayList<>();
    try {
      chunkFiles().forEach(file -> opened.add(FileRanges.open(file)));
      return new ChunkFileReader(path.resolve(ChunkFileFormat.FOLDER).toString(), opened);
    } catch (RuntimeException e) {
      opened.forEach(ByteRanges::close);
      throw e;
    }
  }

  static List<Path> list(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + folder, e);
    }
  }
}
