package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.AggregationOperator;
import java.util.Arrays;

/**
 * Limitk, which takes the first k samples of each group at each step, and limit_ratio, which takes
 * those of series whose hash falls into a share of all hashes.
 */
final class LimitFold implements BlockFold<WaitingBlocks.Waiting> {
  private final QueryRun run;
  private final int steps;
  private final double[] parameter;
  private final boolean ratio;
  private final WaitingBlocks blocks;
  private final LimitHash hash = new LimitHash();
  private final ChosenSeries chosen;
  private int[] taken = {};

  LimitFold(QueryRun run, Aggregation aggregation, double[] parameter) {
    steps = run.steps().count();
    this.parameter = parameter;
    ratio = aggregation.operator() == AggregationOperator.LIMIT_RATIO;
    blocks = new WaitingBlocks(run, aggregation.grouping());
    chosen = new ChosenSeries(run);
    this.run = run;
  }

  @Override
  public WaitingBlocks.Waiting arrive(SeriesBlock block) {
    return blocks.arrive(block);
  }

  @Override
  public void fold(WaitingBlocks.Waiting waiting, SeriesBlock block, int from, int to, Tile tile) {
    waiting.add(from, to, tile);
  }

  @Override
  public void merge(WaitingBlocks.Waiting waiting) {
    run.checkCells(blocks.groups());
    int needed = blocks.groups() * steps;
    if (needed > taken.length) {
      int more = Math.max(needed, taken.length * 2) - taken.length;
      chosen.hold((long) more * Integer.BYTES);
      taken = Arrays.copyOf(taken, taken.length + more);
    }
    blocks.forEach(waiting, this::choose);
  }

  private void choose(SeriesBlock block, int series, int group, Tile tile, int firstCell) {
    double offset =
        ratio
            ? hash.share(block.labelBytes(series), block.labelsFrom(series), block.labelsTo(series))
            : 0;
    int number = -1;
    for (int i = 0; i < steps; i++) {
      int cell = firstCell + i;
      if (!tile.has(cell) || !takes(group * steps + i, i, offset)) {
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
    blocks.close();
    return chosen;
  }
}
