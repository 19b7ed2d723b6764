package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.ObjectStream;
import io.meridian.model.CorruptDataException;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.VerifiedRead;
import io.meridian.tsdb.index.SparseHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sparse headers of a bucket's blocks on the local disk. One that is not here is taken from the
 * bucket, where our own writers put it beside the index; of other writers' blocks it is made from
 * the index' symbols and tables, which are read by range, once.
 */
public final class HeaderStore {
  private static final String SUFFIX = ".header";

  private final Bucket bucket;
  private final Path folder;
  private final Disk disk;
  private final TransferGauge gauge;

  /**
   * A store.
   *
   * @param folder made if it is missing; of this bucket only
   */
  public HeaderStore(Bucket bucket, Path folder, Disk disk, TransferGauge gauge) {
    this.bucket = bucket;
    this.folder = folder;
    this.disk = disk;
    this.gauge = gauge;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("making " + folder, e);
    }
  }

  /**
   * The header of a block's index.
   *
   * @throws CorruptDataException if there is none and the index is damaged
   * @throws UnavailableException if the bucket does not answer
   */
  public SparseHeader open(KnownBlock block) {
    Path file = folder.resolve(block.ulid() + SUFFIX);
    Optional<SparseHeader> local = local(file, block);
    if (local.isPresent()) {
      return local.get();
    }
    if (block.hasHeader()) {
      Optional<SparseHeader> shipped = shipped(file, block);
      if (shipped.isPresent()) {
        return shipped.get();
      }
    }
    ByteRanges index =
        new ObjectRanges(
            bucket, block.ulid() + "/index", block.indexSize(), gauge, ReadMeter.Part.INDEX);
    VerifiedRead.of(index, () -> write(file, index));
    return SparseHeader.open(file);
  }

  private Path write(Path file, ByteRanges index) {
    try {
      SparseHeader.write(disk, file, index);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  private static Optional<SparseHeader> local(Path file, KnownBlock block) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      SparseHeader header = SparseHeader.open(file);
      if (header.indexSize() == block.indexSize() && header.isWhole()) {
        return Optional.of(header);
      }
      header.close();
      return Optional.empty();
    } catch (CorruptDataException e) {
      return Optional.empty(); // made again: nothing is lost with a header
    }
  }

  /** The header that was uploaded with the block, if it is there and is its index'. */
  private Optional<SparseHeader> shipped(Path file, KnownBlock block) {
    String object = block.ulid() + "/" + SparseHeader.fileName();
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Retries.of(() -> download(object, unfinished));
      Optional<SparseHeader> header = local(unfinished, block);
      if (header.isPresent()) {
        header.get().close();
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(SparseHeader.open(file));
      }
      return Optional.empty();
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    } catch (BucketException e) {
      throw new UnavailableException("reading a sparse header: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  private Path download(String object, Path into) {
    try (ObjectStream stream = bucket.get(object)) {
      Files.copy(stream, into, StandardCopyOption.REPLACE_EXISTING);
      return into;
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + into, e);
    }
  }

  /** Removes headers of blocks that are gone, but none that is being written. */
  public void retain(Set<Ulid> blocks) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean wanted =
            name.length() > Ulid.LENGTH
                && Ulid.of(name.substring(0, Ulid.LENGTH)).filter(blocks::contains).isPresent();
        if (!wanted) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("looking through " + folder, e);
    }
  }
}
