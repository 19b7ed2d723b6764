package io.meridian.tsdb.store;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.LateLabel;
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
import java.time.InstantSource;
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
  private final InstantSource clock;
  private final WriteAheadLog log;

  BlockCutter(
      Disk disk,
      BlockFolders folders,
      StoreOptions options,
      UlidSource names,
      InstantSource clock,
      WriteAheadLog log) {
    this.disk = disk;
    this.folders = folders;
    this.options = options;
    this.names = names;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Cuts all ranges of a tenant before an instant, the last one at the instant.
   *
   * @param late whether what came late for ranges before is cut, too
   * @throws UnavailableException if a block could not be written or opened; its samples stay
   */
  List<BlockMeta> cut(Tenant tenant, long end, boolean late) {
    List<BlockMeta> cut = new ArrayList<>();
    try {
      for (Optional<BlockMeta> next = cutOne(tenant, end, late);
          next.isPresent();
          next = cutOne(tenant, end, late)) {
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

  private Optional<BlockMeta> cutOne(Tenant tenant, long end, boolean late) throws IOException {
    Optional<BlockMeta> written = tenant.unpublished();
    if (written.isEmpty()) {
      Head head = tenant.head();
      if (head.closeBefore(end)) {
        written =
            write(
                tenant,
                (folder, ulid) ->
                    head.writeOldest(
                        end, disk, folder, ulid, options.block(), thanos(labels(tenant))));
      } else if (late && head.hasLate()) {
        written =
            write(
                tenant,
                (folder, ulid) ->
                    head.writeLate(
                        disk,
                        folder,
                        ulid,
                        options.block(),
                        begin -> thanos(lateLabels(tenant, begin))));
      }
    }
    if (written.isPresent()) {
      publish(tenant, written.get());
    }
    return written;
  }

  /** One of the ways to write a block of a head. */
  private interface Writing {
    Optional<BlockMeta> write(Path folder, Ulid ulid);
  }

  private Optional<BlockMeta> write(Tenant tenant, Writing writing) throws IOException {
    folders.create(tenant.name());
    Path folder = folders.tenant(tenant.name());
    Ulid ulid = names.next();
    try {
      return writing.write(folder, ulid);
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

  private Labels labels(Tenant tenant) {
    return LabelsBuilder.from(options.external()).set(options.tenantLabel(), tenant.name()).build();
  }

  /** Labels that no other late block of the range has. */
  private Labels lateLabels(Tenant tenant, long begin) {
    Labels labels = labels(tenant);
    if (!options.labelsLate()) {
      return labels;
    }
    long end = tenant.head().rangeEnd(begin);
    List<BlockMeta> others =
        tenant.blocks().stream()
            .map(LocalBlock::meta)
            .filter(LocalBlock::isLate)
            .filter(block -> block.minTime() < end && block.maxTime() > begin)
            .toList();
    return LateLabel.with(labels, end, clock.millis(), others);
  }

  private static Optional<ThanosMeta> thanos(Labels labels) {
    return Optional.of(ThanosMeta.of(labels, 0, ThanosMeta.SOURCE_RECEIVE));
  }
}
