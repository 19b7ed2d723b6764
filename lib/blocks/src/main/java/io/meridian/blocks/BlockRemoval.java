package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.PreconditionFailedException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import java.util.List;
import java.util.stream.Stream;

/**
 * Marks blocks and deletes them. A block loses its meta.json first, so that nobody takes what is
 * left for a block, and its deletion mark last, so that a deletion that broke off is still known
 * for one.
 */
public final class BlockRemoval {
  private final Bucket bucket;

  public BlockRemoval(Bucket bucket) {
    this.bucket = bucket;
  }

  /**
   * Puts a mark beside a block, unless it has one of that kind.
   *
   * @return whether it had none
   */
  public boolean mark(BlockMark mark) {
    try {
      bucket.put(mark.object(), Content.of(mark.write()), Condition.ABSENT);
      return true;
    } catch (PreconditionFailedException e) {
      return false;
    }
  }

  /** Takes a mark away. */
  public void unmark(Ulid block, BlockMark.Kind kind) {
    bucket.delete(block + "/" + kind.file());
  }

  /**
   * Deletes a block, or what is left of one. After a failure the call may be repeated.
   *
   * @return how many objects were deleted
   */
  public int delete(Ulid block) {
    String place = block + "/";
    String meta = place + BlockMeta.FILE;
    String mark = place + BlockMark.Kind.DELETION.file();
    List<String> names;
    try (Stream<ListedObject> objects = bucket.objects(place)) {
      names = objects.map(ListedObject::name).toList();
    }
    if (names.contains(meta)) {
      bucket.delete(meta);
    }
    names.stream().filter(name -> !name.equals(meta) && !name.equals(mark)).forEach(bucket::delete);
    if (names.contains(mark)) {
      bucket.delete(mark);
    }
    return names.size();
  }
}
