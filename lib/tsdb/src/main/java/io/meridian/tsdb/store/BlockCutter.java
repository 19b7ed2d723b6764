package io.meridian.tsdb.store;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.Head;
import io.meridian.tsdb.wal.WriteAheadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts ranges of heads into blocks. A block's rename is the step that counts: before it the samples
 * are in the log alone, behind it what the log has of them is passed over, because the block says
 * how far it reaches. The log is told, too, for the time when the block has gone elsewhere.
 */
final class BlockCutter {
  private final Disk disk;
  private final BlockFolders folders;
  private final StoreOptions options;
  private final UlidSource names;
  private final WriteAheadLog log;

  BlockCutter(
      Disk disk, BlockFolders folders, StoreOptions options, UlidSource names, WriteAheadLog log) {
    this.disk = disk;
    this.folders = folders;
    this.options = options;
    this.names = names;
    this.log = log;
  }

  /**
   * Cuts all ranges of a tenant before an instant, the last one at the instant, and what came late
   * for those before.
   *
   * @throws UnavailableException if a block could not be written or opened; its samples stay
   */
  List<BlockMeta> cut(Tenant tenant, long end) {
    List<BlockMeta> cut = new ArrayList<>();
    try {
      for (Optional<BlockMeta> next = cutOne(tenant, end);
          next.isPresent();
          next = cutOne(tenant, end)) {
        cut.add(next.get());
      }
      return cut;
    } catch (IOException | UncheckedIOException e) {
      throw new UnavailableException(
          "no block can be cut in %s: %s; its samples stay in memory and in the log"
              .formatted(folders.tenant(tenant.name()), e),
          e);
    }
  }

  private Optional<BlockMeta> cutOne(Tenant tenant, long end) throws IOException {
    Optional<BlockMeta> written = tenant.unpublished();
    if (written.isEmpty()) {
      Head head = tenant.head();
      if (head.closeBefore(end)) {
        written =
            write(
                tenant,
                (folder, ulid, thanos) ->
                    head.writeOldest(end, disk, folder, ulid, options.block(), thanos));
      } else if (head.hasLate()) {
        written =
            write(
                tenant,
                (folder, ulid, thanos) ->
                    head.writeLate(disk, folder, ulid, options.block(), thanos));
      }
    }
    if (written.isPresent()) {
      publish(tenant, written.get());
    }
    return written;
  }

  /** One of the ways to write a block of a head. */
  private interface Writing {
    Optional<BlockMeta> write(Path folder, Ulid ulid, Optional<ThanosMeta> thanos);
  }

  private Optional<BlockMeta> write(Tenant tenant, Writing writing) throws IOException {
    folders.create(tenant.name());
    Path folder = folders.tenant(tenant.name());
    Ulid ulid = names.next();
    try {
      return writing.write(folder, ulid, Optional.of(thanos(tenant.name())));
    } catch (UncheckedIOException e) {
      Path block = folder.resolve(ulid.toString());
      if (disk.exists(block)) {
        tenant.unpublished(Optional.of(LocalBlock.meta(disk, block)));
      }
      throw e;
    }
  }

  /** Lets queries see a block, and only then has the head forget what is in it. */
  private void publish(Tenant tenant, BlockMeta written) throws IOException {
    tenant.unpublished(Optional.of(written));
    Path folder = folders.tenant(tenant.name());
    disk.syncFolder(folder);
    tenant.add(LocalBlock.open(disk, folder.resolve(written.ulid().toString())));
    tenant.unpublished(Optional.empty());
    if (LocalBlock.isLate(written)) {
      tenant.head().forgetLate();
    } else {
      tenant.head().forgetBefore(written.maxTime());
      logCut(tenant, written);
    }
  }

  private void logCut(Tenant tenant, BlockMeta written) {
    byte[] until = payload(written.maxTime());
    try {
      log.append(tenant.name(), RecordKind.CUT, until, 0, until.length);
    } catch (UnavailableException e) {
      // the block says the same as long as it is here, and it is until a checkpoint says it
    }
  }

  /** What a record says up to where samples are in blocks. */
  static byte[] payload(long until) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(until).array();
  }

  private ThanosMeta thanos(String tenant) {
    Labels labels =
        LabelsBuilder.from(options.external()).set(options.tenantLabel(), tenant).build();
    return ThanosMeta.of(labels, 0, ThanosMeta.SOURCE_RECEIVE);
  }
}
