package io.meridian.blocks;

import io.meridian.tsdb.block.Ulid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The blocks of a bucket at a moment.
 *
 * @param blocks those to read, by the begin of their time
 * @param leftOut the others, and why
 * @param marks marks of both, of every kind that could be read
 */
public record BucketView(
    List<KnownBlock> blocks, Map<Ulid, LeftOut> leftOut, List<BlockMark> marks) {
  public BucketView {
    blocks = List.copyOf(blocks);
    leftOut = Map.copyOf(leftOut);
    marks = List.copyOf(marks);
  }

  /** A block by its name. */
  public Optional<KnownBlock> block(Ulid ulid) {
    return blocks.stream().filter(block -> block.ulid().equals(ulid)).findFirst();
  }

  /** A block's mark of a kind. */
  public Optional<BlockMark> mark(Ulid block, BlockMark.Kind kind) {
    return marks.stream()
        .filter(mark -> mark.block().equals(block) && mark.kind() == kind)
        .findFirst();
  }
}
