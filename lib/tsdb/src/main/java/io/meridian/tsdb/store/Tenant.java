package io.meridian.tsdb.store;

import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.LateLabel;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.head.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A tenant's head and blocks. Of a tenant that is not written to, blocks rest while nobody reads
 * them, and an empty head gives way to a new one, which takes next to no memory whatever the old
 * one had grown to.
 */
final class Tenant {
  private final String name;
  private final SourceTable sources;
  private volatile Head head;

  /** Guards {@link #head}: shared by who appends, taken alone by who replaces it. */
  private final ReadWriteLock replacing = new ReentrantReadWriteLock();

  private volatile long lastWrite;

  /** Whether nothing was written to the head. */
  private volatile boolean isNew;

  /** By name; replaced when a block comes or goes. */
  private volatile List<LocalBlock> blocks = List.of();

  /** A block that is written and not yet among {@link #blocks}; for the thread that cuts. */
  private Optional<BlockMeta> unpublished = Optional.empty();

  /** Begin of the range in which late samples were cut last; for the thread that cuts. */
  private long lateCut;

  /**
   * A tenant.
   *
   * @param now stands for its last write, Unix milliseconds
   * @param lateCut begin of the range in which late samples need not be cut
   */
  Tenant(String name, Head head, SourceTable sources, long now, long lateCut) {
    this.name = name;
    this.head = head;
    this.sources = sources;
    lastWrite = now;
    this.lateCut = lateCut;
  }

  String name() {
    return name;
  }

  Head head() {
    return head;
  }

  /** One way to append. */
  interface Append {
    long to(Head head);
  }

  /** Appends, which waits while the head is being replaced. */
  long append(long now, Append how) {
    replacing.readLock().lock();
    try {
      lastWrite = now;
      isNew = false;
      return how.to(head);
    } finally {
      replacing.readLock().unlock();
    }
  }

  /** Whether nothing was written since an instant. */
  boolean isIdleSince(long time) {
    return lastWrite <= time;
  }

  /**
   * Begins to replace the head, if there is something to be gained and nothing to be lost: it was
   * written to, but not since an instant, and all it had is in blocks. Nobody appends until {@link
   * #endReplacing}, which the same thread must call.
   *
   * @return whether it has begun
   */
  boolean beginReplacing(long idleSince) {
    if (isNew || !isIdleSince(idleSince) || !replacing.writeLock().tryLock()) {
      return false;
    }
    if (!isNew && isIdleSince(idleSince) && unpublished.isEmpty() && head.isEmpty()) {
      return true;
    }
    replacing.writeLock().unlock();
    return false;
  }

  /** Whether its head was replaced and not written to since. */
  boolean isIdle() {
    return isNew;
  }

  /** Puts another head in place, between begin and end. */
  void replace(Head fresh) {
    head = fresh;
    isNew = true;
  }

  void endReplacing() {
    replacing.writeLock().unlock();
  }

  int openBlocks() {
    return (int) blocks.stream().filter(LocalBlock::isOpen).count();
  }

  /** Closes the files of blocks that nobody read since this was called last. */
  void restBlocks() {
    blocks.forEach(LocalBlock::rest);
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

  long lateCut() {
    return lateCut;
  }

  void lateCut(long range) {
    lateCut = range;
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
   * Takes a block out that a checkpoint covers and whose label is nobody else's any more; it is let
   * go when nobody reads it. False if it is not here, or not such a block.
   */
  synchronized boolean removeNeedless(Ulid ulid, long now) {
    List<LocalBlock> others = new ArrayList<>(blocks);
    for (LocalBlock block : blocks) {
      if (block.meta().ulid().equals(ulid)
          && block.isCovered()
          && LateLabel.neededUntil(block.meta()) <= now) {
        others.remove(block);
        blocks = List.copyOf(others);
        block.drop();
        return true;
      }
    }
    return false;
  }

  /** Lets blocks and head go. */
  synchronized void close() {
    blocks.forEach(LocalBlock::drop);
    blocks = List.of();
    head.close();
  }
}
