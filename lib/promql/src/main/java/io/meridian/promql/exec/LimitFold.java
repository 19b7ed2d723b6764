package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.AggregationOperator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Limitk, which takes the first k samples of each group at each step, and limit_ratio, which takes
 * those of series whose hash falls into a share of all hashes.
 */
final class LimitFold implements BlockFold<LimitFold.Part> {
  private final QueryRun run;
  private final HeldMemory heldByParts;
  private final int steps;
  private final double[] parameter;
  private final boolean ratio;
  private final Groups groups;
  private final LimitHash hash = new LimitHash();
  private final ChosenSeries chosen;
  private int[] taken = {};

  LimitFold(QueryRun run, Aggregation aggregation, double[] parameter) {
    steps = run.steps().count();
    this.parameter = parameter;
    ratio = aggregation.operator() == AggregationOperator.LIMIT_RATIO;
    groups = new Groups(aggregation.grouping());
    chosen = new ChosenSeries(run);
    this.run = run;
    heldByParts = new HeldMemory(run);
  }

  /** A block with its samples until it is its turn. */
  static final class Part {
    private final SeriesBlock block;
    private final int[] group;
    private final List<Tile> tiles = new ArrayList<>(1);

    Part(SeriesBlock block) {
      this.block = block;
      group = new int[block.size()];
    }

    long bytes() {
      return tiles.stream().mapToLong(tile -> (long) tile.values().length * Double.BYTES).sum();
    }
  }

  @Override
  public Part arrive(SeriesBlock block) {
    Part part = new Part(block);
    for (int i = 0; i < block.size(); i++) {
      part.group[i] = groups.of(block.labelBytes(i), block.labelsFrom(i), block.labelsTo(i), false);
    }
    return part;
  }

  @Override
  public void fold(Part part, SeriesBlock block, int from, int to, Tile tile) {
    heldByParts.add((long) (to - from) * steps * Double.BYTES);
    Tile copy = new Tile(to - from, steps);
    TileRows.copy(tile, 0, copy, 0, (to - from) * steps);
    part.tiles.add(copy);
  }

  @Override
  public void merge(Part part) {
    run.checkCells(groups.size());
    if (groups.size() * steps > taken.length) {
      int more = Math.max(groups.size() * steps, taken.length * 2) - taken.length;
      chosen.hold((long) more * Integer.BYTES);
      taken = Arrays.copyOf(taken, taken.length + more);
    }
    int first = 0;
    for (Tile tile : part.tiles) {
      for (int row = 0; row < tile.series(); row++) {
        choose(part, first + row, tile, row);
      }
      first += tile.series();
    }
    heldByParts.remove(part.bytes());
  }

  private void choose(Part part, int series, Tile tile, int row) {
    SeriesBlock block = part.block;
    double offset =
        ratio
            ? hash.share(block.labelBytes(series), block.labelsFrom(series), block.labelsTo(series))
            : 0;
    int number = -1;
    for (int i = 0; i < steps; i++) {
      int cell = row * steps + i;
      if (!tile.has(cell) || !takes(part.group[series] * steps + i, i, offset)) {
        continue;
      }
      if (number < 0) {
        number =
            chosen.add(
                block.labelBytes(series),
                block.labelsFrom(series),
                block.labelsTo(series),
                block.dropsName(series));
      }
      TileRows.copy(tile, cell, chosen.row(number), i, 1);
    }
  }

  private boolean takes(int at, int step, double offset) {
    double wanted = parameter[step];
    if (ratio) {
      double share = Math.max(-1, Math.min(1, wanted));
      return share >= 0 ? offset < share : offset >= 1 + share;
    }
    return taken[at] < (long) wanted && taken[at]++ >= 0;
  }

  StoredSeries result() {
    return chosen;
  }
}
