package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.AggregationOperator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Topk and bottomk: at each step a heap for each group. Series are offered in their order, so
 * blocks are only evaluated side by side, and offered one after the other when they are merged.
 * Labels are kept of series that ever entered a heap.
 */
final class TopFold implements BlockFold<WaitingBlocks.Waiting> {
  private final QueryRun run;
  private final HeldMemory held;
  private final int steps;
  private final double[] limits;
  private final boolean greatest;
  private final WaitingBlocks blocks;
  private final HistogramRemarks remarks;
  private final List<BoundedHeap> heaps = new ArrayList<>();
  private final ChosenLabels candidates = new ChosenLabels();

  /** Entries of heaps, and bytes of labels, since the last block. */
  private long entries;

  private long chargedLabels;

  TopFold(QueryRun run, Aggregation aggregation, double[] limits) {
    this.run = run;
    held = new HeldMemory(run);
    steps = run.steps().count();
    this.limits = limits;
    greatest = aggregation.operator() == AggregationOperator.TOPK;
    blocks = new WaitingBlocks(run, aggregation.grouping());
    remarks =
        new HistogramRemarks(
            run.annotations(), aggregation.operator().symbol(), aggregation.position());
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
    while (heaps.size() < blocks.groups() * steps) {
      held.add(BoundedHeap.LEAST_BYTES);
      heaps.add(new BoundedHeap(greatest));
    }
    blocks.forEach(waiting, this::offer);
    held.add(entries * BoundedHeap.BYTES_PER_ENTRY + candidates.bytes() - chargedLabels);
    chargedLabels = candidates.bytes();
    entries = 0;
  }

  private void offer(SeriesBlock block, int series, int group, Tile tile, int firstCell) {
    int owner = -1;
    boolean mixed = tile.hasHistograms();
    for (int i = 0; i < steps; i++) {
      int cell = firstCell + i;
      if (!tile.has(cell) || (long) limits[i] < 1) {
        continue;
      }
      if (mixed && tile.laneIndex(cell) >= 0) {
        remarks.ignored();
        continue;
      }
      BoundedHeap heap = heaps.get(group * steps + i);
      int size = heap.size();
      boolean taken = heap.offer(tile.values()[cell], candidates.next(), (long) limits[i]);
      entries += heap.size() - size;
      if (taken) {
        owner = candidates.next();
      }
    }
    if (owner >= 0) {
      candidates.add(block, series);
    }
  }

  /**
   * The chosen samples as series: by group and value if there is one step, else in the order of the
   * input, which does not depend on the steps asked for.
   */
  StoredSeries result() {
    blocks.close();
    ChosenSeries chosen = new ChosenSeries(run);
    int[] numbers = new int[candidates.next()];
    Arrays.fill(numbers, -1);
    if (steps > 1) {
      number(numbers, chosen);
    }
    for (int at = 0; at < heaps.size(); at++) {
      BoundedHeap heap = heaps.get(at);
      heap.sort();
      for (int i = 0; i < heap.size(); i++) {
        int owner = heap.owner(i);
        if (numbers[owner] < 0) {
          numbers[owner] = candidates.addTo(chosen, owner);
        }
        chosen.row(numbers[owner]).put(at % steps, heap.value(i));
      }
    }
    held.close();
    return chosen;
  }

  /** Numbers those of the candidates that stayed in any heap. */
  private void number(int[] numbers, ChosenSeries chosen) {
    BitSet stayed = new BitSet();
    for (BoundedHeap heap : heaps) {
      for (int i = 0; i < heap.size(); i++) {
        stayed.set(heap.owner(i));
      }
    }
    stayed.stream().forEach(owner -> numbers[owner] = candidates.addTo(chosen, owner));
  }
}
