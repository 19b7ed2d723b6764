package io.meridian.blocks;

import io.meridian.bucket.BucketException;
import io.meridian.model.MeridianException;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends the blocks of a folder to a bucket, each once. Which ones were sent stands in a file beside
 * them, whole after a crash at any moment: it is written after the block is in the bucket, and a
 * block that is in the bucket but not in the file is found there and not sent again. A block that
 * cannot be sent keeps no other from being sent.
 *
 * <p>The file has a block's name a line; names of blocks that are no longer in the folder are
 * dropped. Used by one thread.
 */
public final class Shipper {
  /** The file with the names of the blocks that were sent. */
  public static final String FILE = "meridian.shipped";

  private final Path folder;
  private final Disk disk;
  private final BlockUpload upload;

  public Shipper(Path folder, Disk disk, BlockUpload upload) {
    this.folder = folder;
    this.disk = disk;
    this.upload = upload;
  }

  /**
   * What became of a round.
   *
   * @param sent blocks that are in the bucket now and were not known to be before
   * @param failed those that could not be sent, and why; they are tried again in the next round
   */
  public record Round(List<Ulid> sent, Map<Ulid, RuntimeException> failed) {}

  /** The blocks that are known to be in the bucket. */
  public Set<Ulid> shipped() {
    Path file = folder.resolve(FILE);
    Set<Ulid> shipped = new TreeSet<>();
    if (Files.exists(file)) {
      try {
        Files.readAllLines(file, StandardCharsets.US_ASCII)
            .forEach(line -> Ulid.of(line).ifPresent(shipped::add));
      } catch (IOException e) {
        throw new UncheckedIOException("reading " + file, e);
      }
    }
    return shipped;
  }

  /** Sends what was not sent, the oldest first. */
  public Round ship() {
    List<BlockFolder> blocks =
        BlockFolder.in(folder).stream()
            .filter(block -> Files.exists(block.path().resolve(BlockMeta.FILE)))
            .toList();
    Set<Ulid> shipped = shipped();
    Set<Ulid> here = new LinkedHashSet<>();
    List<Ulid> sent = new ArrayList<>();
    Map<Ulid, RuntimeException> failed = new LinkedHashMap<>();
    for (BlockFolder block : blocks) {
      Ulid ulid = Ulid.parse(block.path().getFileName().toString());
      here.add(ulid);
      if (shipped.contains(ulid)) {
        continue;
      }
      try {
        upload.upload(block);
        shipped.add(ulid);
        write(shipped);
        sent.add(ulid);
      } catch (BucketException | MeridianException e) {
        failed.put(ulid, e);
      }
    }
    if (shipped.retainAll(here)) {
      write(shipped);
    }
    return new Round(sent, failed);
  }

  /** Written under another name, made durable, renamed. */
  private void write(Set<Ulid> shipped) {
    Path file = folder.resolve(FILE);
    Path unfinished = folder.resolve(FILE + ".tmp");
    StringBuilder lines = new StringBuilder();
    shipped.forEach(ulid -> lines.append(ulid).append('\n'));
    byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
    try {
      disk.delete(unfinished);
      try (DiskFile out = disk.create(unfinished)) {
        out.write(bytes, 0, bytes.length);
        out.sync();
      }
      disk.rename(unfinished, file);
      disk.syncFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }
}
