package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.AggregationOperator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Topk and bottomk: at each step a heap for each group. Series are offered in their order, so
 * blocks are only evaluated side by side, and offered one after the other when they are merged.
 * Labels are kept of series that ever entered a heap.
 */
final class TopFold implements BlockFold<TopFold.Part> {
  private final QueryRun run;
  private final HeldMemory held;
  private final HeldMemory heldByParts;
  private final int steps;
  private final double[] limits;
  private final boolean greatest;
  private final Groups groups;
  private final HistogramRemarks remarks;
  private final List<BoundedHeap> heaps = new ArrayList<>();
  private final ChosenLabels candidates = new ChosenLabels();

  /** Entries of heaps, and bytes of labels, since the last block. */
  private long entries;

  private long chargedLabels;

  TopFold(QueryRun run, Aggregation aggregation, double[] limits) {
    this.run = run;
    held = new HeldMemory(run);
    heldByParts = new HeldMemory(run);
    steps = run.steps().count();
    this.limits = limits;
    greatest = aggregation.operator() == AggregationOperator.TOPK;
    groups = new Groups(aggregation.grouping());
    remarks =
        new HistogramRemarks(
            run.annotations(), aggregation.operator().symbol(), aggregation.position());
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
    while (heaps.size() < groups.size() * steps) {
      held.add(BoundedHeap.LEAST_BYTES);
      heaps.add(new BoundedHeap(greatest));
    }
    int first = 0;
    for (Tile tile : part.tiles) {
      for (int row = 0; row < tile.series(); row++) {
        offer(part, first + row, tile, row);
      }
      first += tile.series();
    }
    heldByParts.remove(part.bytes());
    held.add(entries * BoundedHeap.BYTES_PER_ENTRY + candidates.bytes() - chargedLabels);
    chargedLabels = candidates.bytes();
    entries = 0;
  }

  private void offer(Part part, int series, Tile tile, int row) {
    int owner = -1;
    boolean mixed = tile.hasHistograms();
    for (int i = 0; i < steps; i++) {
      int cell = row * steps + i;
      if (!tile.has(cell) || (long) limits[i] < 1) {
        continue;
      }
      if (mixed && tile.laneIndex(cell) >= 0) {
        remarks.ignored();
        continue;
      }
      BoundedHeap heap = heaps.get(part.group[series] * steps + i);
      int size = heap.size();
      boolean taken = heap.offer(tile.values()[cell], candidates.next(), (long) limits[i]);
      entries += heap.size() - size;
      if (taken) {
        owner = candidates.next();
      }
    }
    if (owner >= 0) {
      candidates.add(part.block, series);
    }
  }

  /** The chosen samples as series, by group and value if there is one step. */
  StoredSeries result() {
    ChosenSeries chosen = new ChosenSeries(run);
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int at = 0; at < heaps.size(); at++) {
      BoundedHeap heap = heaps.get(at);
      heap.sort();
      for (int i = 0; i < heap.size(); i++) {
        int number =
            numbers.computeIfAbsent(heap.owner(i), owner -> candidates.addTo(chosen, owner));
        chosen.row(number).put(at % steps, heap.value(i));
      }
    }
    held.close();
    return chosen;
  }
}
