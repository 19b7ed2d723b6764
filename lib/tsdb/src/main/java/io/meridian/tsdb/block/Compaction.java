package io.meridian.tsdb.block;

import java.util.List;

/**
 * Where a block comes from.
 *
 * @param level how often its data was compacted, 1 for a block cut from a head
 * @param sources the level 1 blocks whose data it holds, ascending
 * @param deletable whether the block holds nothing and may go
 * @param parents the blocks that it was made of
 * @param failed whether compacting it failed before
 * @param hints notes of the compactor, such as {@code from-out-of-order}
 */
public record Compaction(
    int level,
    List<Ulid> sources,
    boolean deletable,
    List<Parent> parents,
    boolean failed,
    List<String> hints) {
  /** The hint of a block of samples that came too late for the block of their time. */
  public static final String OUT_OF_ORDER = "from-out-of-order";

  public Compaction {
    sources = List.copyOf(sources);
    parents = List.copyOf(parents);
    hints = List.copyOf(hints);
  }

  /** What a block says that was cut from a head. */
  public static Compaction first(Ulid block) {
    return new Compaction(1, List.of(block), false, List.of(), false, List.of());
  }

  /** What a block says that was made of others. */
  public static Compaction of(int level, List<Ulid> sources, List<Parent> parents) {
    return new Compaction(level, sources, false, parents, false, List.of());
  }

  /**
   * A block that another was made of.
   *
   * @param ulid its name
   * @param minTime begin of its range, Unix milliseconds
   * @param maxTime end of its range, excluded
   */
  public record Parent(Ulid ulid, long minTime, long maxTime) {}
}
