package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Folds the series of an operator into groups. A series gets the number of its group when its block
 * arrives; each block is folded into an accumulator of its own, which knows only the groups of that
 * block, and those are merged in the order of blocks.
 */
final class GroupedFold<A extends Accumulator<A>> implements BlockFold<GroupedFold<A>.Partial> {
  private final QueryRun run;
  private final int steps;
  private final Groups groups;
  private final Supplier<A> accumulators;
  private final A whole;
  private final Spares<Partial> partials = new Spares<>();
  private final @Nullable MergedClusters clusters;
  private final HeldMemory held;
  private final HeldMemory heldByParts;
  private int charged;
  private long chargedBeside;

  /**
   * A fold.
   *
   * @param clusters watches which series come together, if anything does
   */
  GroupedFold(
      QueryRun run,
      Grouping grouping,
      Supplier<A> accumulators,
      Optional<MergedClusters> clusters) {
    this.clusters = clusters.orElse(null);
    this.run = run;
    this.steps = run.steps().count();
    this.accumulators = accumulators;
    groups = new Groups(grouping);
    whole = accumulators.get();
    held = new HeldMemory(run);
    heldByParts = new HeldMemory(run);
  }

  /** What is known of one block. */
  final class Partial {
    private final A accumulator = accumulators.get();

    /** For each series of the block the group among those of the block. */
    private final int[] localGroup = new int[Operator.BLOCK_SERIES];

    /** For each group of the block its number in the whole. */
    private int[] global = new int[16];

    /** For each group of the whole its number in the block, plus {@link #stamp}. */
    private long[] local = new long[16];

    private long stamp;
    private int size;
    private int charged;
    private long chargedBeside;

    void begin(SeriesBlock block) {
      size = 0;
      stamp += Operator.BLOCK_SERIES + 1;
      for (int i = 0; i < block.size(); i++) {
        int group =
            groups.of(
                block.labelBytes(i), block.labelsFrom(i), block.labelsTo(i), block.dropsName(i));
        if (clusters != null) {
          clusters.arrive(group, block.labelBytes(i), block.labelsFrom(i), block.labelsTo(i));
        }
        localGroup[i] = local(group);
      }
      if (size > charged) {
        heldByParts.add((size - charged) * accumulator.bytesPerGroup());
        charged = size;
      }
      accumulator.grow(size);
      accumulator.clear();
    }

    private void chargeBeside() {
      long beside = accumulator.bytesBeside();
      if (beside > chargedBeside) {
        heldByParts.add(beside - chargedBeside);
        chargedBeside = beside;
      }
    }

    private int local(int group) {
      if (group >= local.length) {
        local = Arrays.copyOf(local, Math.max(group + 1, local.length * 2));
      }
      if (local[group] < stamp) {
        if (size == global.length) {
          global = Arrays.copyOf(global, size * 2);
        }
        global[size] = group;
        local[group] = stamp + size++;
      }
      return (int) (local[group] - stamp);
    }
  }

  @Override
  public Partial arrive(SeriesBlock block) {
    Partial partial = partials.take(Partial::new);
    partial.begin(block);
    return partial;
  }

  @Override
  public void fold(Partial partial, SeriesBlock block, int from, int to, Tile tile) {
    boolean histograms = tile.hasHistograms();
    for (int i = from; i < to; i++) {
      if (histograms) {
        partial.accumulator.of(block, i);
      }
      partial.accumulator.add(partial.localGroup[i], tile, (i - from) * steps);
    }
    partial.chargeBeside();
  }

  /**
   * Adds what is known of series of the same labels without a look at them.
   *
   * @param into is told what to add to, and the number of the group
   */
  void add(byte[] labels, int from, int to, ObjIntConsumer<A> into) {
    int group = groups.of(labels, from, to, false);
    if (clusters != null) {
      clusters.arrive(group, labels, from, to);
    }
    grow();
    into.accept(whole, group);
  }

  /** Makes room for the groups that there are by now. */
  private void grow() {
    if (charged < groups.size()) {
      run.checkCells(groups.size());
      held.add((groups.size() - charged) * whole.bytesPerGroup());
      charged = groups.size();
      whole.grow(charged);
    }
  }

  @Override
  public void merge(Partial partial) {
    grow();
    for (int i = 0; i < partial.size; i++) {
      whole.merge(partial.global[i], partial.accumulator, i);
    }
    long beside = whole.bytesBeside();
    if (beside > chargedBeside) {
      held.add(beside - chargedBeside);
      chargedBeside = beside;
    }
    partials.giveBack(partial);
  }

  /** The groups that have a sample at any step, as first met, once everything is folded. */
  StoredSeries result() {
    return result(IntStream.range(0, groups.size()));
  }

  /**
   * The same in the order of their labels. Sources may give what is counted in any order, and the
   * same question has the same answer.
   */
  StoredSeries sorted() {
    return result(
        IntStream.range(0, groups.size())
            .boxed()
            .sorted(groups::compare)
            .mapToInt(Integer::intValue));
  }

  private StoredSeries result(IntStream order) {
    heldByParts.close();
    List<Tile> tiles = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    Tile row = new Tile(1, steps);
    for (int group : order.toArray()) {
      run.context().check();
      whole.finish(group, row, 0);
      if (row.count(0, steps) > 0) {
        held.add((long) steps * Double.BYTES);
        kept.add(group);
        tiles.add(row);
        row = new Tile(1, steps);
      }
    }
    return new Result(kept, tiles);
  }

  /** Groups with their rows. */
  private final class Result implements StoredSeries {
    private final List<Integer> kept;
    private final List<Tile> tiles;

    Result(List<Integer> kept, List<Tile> tiles) {
      this.kept = kept;
      this.tiles = tiles;
    }

    @Override
    public int size() {
      return kept.size();
    }

    @Override
    public byte[] labelBytes(int series) {
      return groups.bytes(kept.get(series));
    }

    @Override
    public int labelsFrom(int series) {
      return groups.from(kept.get(series));
    }

    @Override
    public int labelsTo(int series) {
      return groups.to(kept.get(series));
    }

    @Override
    public boolean dropsName(int series) {
      return groups.dropsName(kept.get(series));
    }

    @Override
    public void copy(int series, Tile into, int row) {
      TileRows.copy(tiles.get(series), 0, into, row * steps, steps);
    }

    @Override
    public void close() {
      held.close();
    }
  }
}
