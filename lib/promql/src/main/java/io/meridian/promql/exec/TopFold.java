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

  /**
   * For each heap a number that a value must go beyond to be taken in; NaN where the heap has to be
   * asked. Most values are passed over by that alone.
   */
  private double[] bars = {};

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
    addHeaps(blocks.groups() * steps);
    blocks.forEach(waiting, this::offer);
    held.add(entries * BoundedHeap.BYTES_PER_ENTRY + candidates.bytes() - chargedLabels);
    chargedLabels = candidates.bytes();
    entries = 0;
  }

  private void addHeaps(int count) {
    if (count > bars.length) {
      int before = bars.length;
      bars = Arrays.copyOf(bars, Math.max(count, before * 2));
      Arrays.fill(bars, before, bars.length, Double.NaN);
    }
    while (heaps.size() < count) {
      held.add(BoundedHeap.LEAST_BYTES);
      heaps.add(new BoundedHeap(greatest));
    }
  }

  private void offer(SeriesBlock block, int series, int group, Tile tile, int firstCell) {
    boolean taken = false;
    boolean whole = !tile.hasHistograms() && tile.count(firstCell, firstCell + steps) == steps;
    double[] values = tile.values();
    int firstHeap = group * steps;
    for (int i = 0; i < steps; i++) {
      double value = values[firstCell + i];
      double bar = bars[firstHeap + i];
      if (!whole) {
        taken |=
            (long) limits[i] >= 1
                && isFloat(tile, firstCell + i)
                && offer(value, firstHeap + i, limits[i]);
      } else if (greatest ? !(value <= bar) : !(value >= bar)) {
        taken |= offer(value, firstHeap + i, limits[i]);
      }
    }
    if (taken) {
      candidates.add(block, series);
    }
  }

  /** Whether there is a float at a cell; of a histogram it is remarked that it is ignored. */
  private boolean isFloat(Tile tile, int cell) {
    if (!tile.has(cell)) {
      return false;
    }
    boolean histogram = tile.laneIndex(cell) >= 0;
    if (histogram) {
      remarks.ignored();
    }
    return !histogram;
  }

  /** Offers a value of the next candidate to a heap; whether it was taken. */
  private boolean offer(double value, int at, double limit) {
    if ((long) limit < 1) {
      return false;
    }
    BoundedHeap heap = heaps.get(at);
    int size = heap.size();
    boolean taken = heap.offer(value, candidates.next(), (long) limit);
    entries += heap.size() - size;
    bars[at] = heap.size() < (long) limit ? Double.NaN : heap.value(0);
    return taken;
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
