package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Blocks of a bucket by their names, for whoever wants a few of them and needs not know the others:
 * a listing of the block's own objects, its meta, its sparse header. Safe for use by many threads.
 */
public final class NamedBlocks {
  private static final int LARGEST_META = 64 << 20;

  private final Bucket bucket;

  /** The same, whose reads are measured. */
  private final Bucket read;

  private final TransferGauge gauge = new TransferGauge();
  private final HeaderStore headers;

  /**
   * Blocks of a bucket.
   *
   * @param folder where sparse headers are kept
   */
  public NamedBlocks(Bucket bucket, Path folder) {
    this.bucket = bucket;
    read = gauge.measured(bucket);
    this.headers = new HeaderStore(read, folder, Disk.local(), gauge);
  }

  /**
   * What stands in the bucket of a block, also of one that is not whole.
   *
   * @throws ObjectNotFoundException if there is nothing of that name
   */
  public List<ListedObject> objects(Ulid block) {
    List<ListedObject> found =
        Retries.of(() -> {
          try (Stream<ListedObject> objects = bucket.objects(block + "/")) {
            return objects.toList();
          }
        });
    if (found.isEmpty()) {
      throw new ObjectNotFoundException(new Place(bucket.name(), block.toString(), Operation.LIST));
    }
    return found;
  }

  /**
   * A block's meta.
   *
   * @throws CorruptDataException if it has none, or one that is damaged
   */
  public BlockMeta meta(Ulid block) {
    String object = block + "/" + BlockMeta.FILE;
    String name = bucket.name() + "/" + object;
    try {
      return Retries.meaning(
          bucket,
          object,
          () -> bucket.getAll(object, LARGEST_META),
          json -> BlockMeta.read(json, name));
    } catch (ObjectNotFoundException e) {
      throw new CorruptDataException(
          bucket.name() + "/" + block,
          0,
          "there is no meta.json: an upload or a deletion is not finished");
    }
  }

  /**
   * Opens a block to be read by ranges.
   *
   * @throws ObjectNotFoundException if there is nothing of that name
   * @throws CorruptDataException if it is not whole, or damaged where it is read to be opened
   */
  public LazyBlock open(Ulid block) {
    BlockFiles files = new BlockFiles(block);
    objects(block).forEach(object -> files.add(object.name().substring(Ulid.LENGTH + 1), object));
    BlockMeta meta = meta(block);
    KnownBlock.damage(meta, files)
        .ifPresent(damage -> {
          throw new CorruptDataException(bucket.name() + "/" + block, 0, damage);
        });
    KnownBlock known =
        new KnownBlock(
            meta, meta.thanos().map(thanos -> thanos.labels()).orElse(Labels.EMPTY), files);
    return LazyBlock.open(read, known, meta, headers.open(known), gauge);
  }
}
