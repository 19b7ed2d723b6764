package io.meridian.tsdb.store;

import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.head.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tenant's head and blocks. */
final class Tenant {
  private final String name;
  private final Head head;
  private final SourceTable sources;

  /** By name; replaced when a block comes or goes. */
  private volatile List<LocalBlock> blocks = List.of();

  /** A block that is written and not yet among {@link #blocks}; for the thread that cuts. */
  private Optional<BlockMeta> unpublished = Optional.empty();

  Tenant(String name, Head head, SourceTable sources) {
    this.name = name;
    this.head = head;
    this.sources = sources;
  }

  String name() {
    return name;
  }

  Head head() {
    return head;
  }

  SourceTable sources() {
    return sources;
  }

  Optional<BlockMeta> unpublished() {
    return unpublished;
  }

  void unpublished(Optional<BlockMeta> block) {
    unpublished = block;
  }

  List<LocalBlock> blocks() {
    return blocks;
  }

  synchronized void add(LocalBlock block) {
    List<LocalBlock> more = new ArrayList<>(blocks);
    more.add(block);
    blocks = List.copyOf(more);
  }

  /**
   * Takes a block out that a checkpoint covers; it is let go when nobody reads it any more. False
   * if it is not here, or not covered.
   */
  synchronized boolean removeCovered(Ulid ulid) {
    List<LocalBlock> others = new ArrayList<>(blocks);
    for (LocalBlock block : blocks) {
      if (block.isCovered() && block.meta().ulid().equals(ulid)) {
        others.remove(block);
        blocks = List.copyOf(others);
        block.letGo();
        return true;
      }
    }
    return false;
  }

  /** Lets blocks and head go. */
  synchronized void close() {
    blocks.forEach(LocalBlock::letGo);
    blocks = List.of();
    head.close();
  }
}
