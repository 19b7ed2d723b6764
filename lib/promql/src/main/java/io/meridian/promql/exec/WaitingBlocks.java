package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks for an aggregation that has to see its series one after the other: they are evaluated side
 * by side, and what they gave waits until it is their turn. A few wait at a time; their memory is
 * used again.
 */
final class WaitingBlocks {
  private final int steps;
  private final Groups groups;
  private final HeldMemory held;
  private final Spares<Waiting> spares = new Spares<>();

  WaitingBlocks(QueryRun run, Grouping grouping) {
    steps = run.steps().count();
    groups = new Groups(grouping);
    held = new HeldMemory(run);
  }

  /** How many groups the series so far belong to. */
  int groups() {
    return groups.size();
  }

  /** Takes a block in, on the draining thread. */
  Waiting arrive(SeriesBlock block) {
    Waiting waiting = spares.take(Waiting::new);
    waiting.block = block;
    for (int i = 0; i < block.size(); i++) {
      waiting.group[i] =
          groups.of(block.labelBytes(i), block.labelsFrom(i), block.labelsTo(i), false);
    }
    return waiting;
  }

  /** Has each series of a block, and then lets go of it. */
  void forEach(Waiting waiting, Visitor visitor) {
    SeriesBlock block = waiting.block;
    for (int t = 0; t < waiting.size && block != null; t++) {
      Tile tile = waiting.tiles.get(t);
      for (int series = waiting.from[t]; series < waiting.to[t]; series++) {
        int firstCell = (series - waiting.from[t]) * steps;
        visitor.visit(block, series, waiting.group[series], tile, firstCell);
      }
      tile.clear();
    }
    waiting.size = 0;
    waiting.block = null;
    spares.giveBack(waiting);
  }

  /** Lets go of all memory. */
  void close() {
    held.close();
  }

  /** Looks at one series. */
  @FunctionalInterface
  interface Visitor {
    void visit(SeriesBlock block, int series, int group, Tile tile, int firstCell);
  }

  /** A block with what it was evaluated to. */
  final class Waiting {
    private @Nullable SeriesBlock block;
    private final int[] group = new int[Operator.BLOCK_SERIES];
    private final List<Tile> tiles = new ArrayList<>(1);
    private int[] from = new int[1];
    private int[] to = new int[1];
    private int size;

    /** Keeps some series of the block. */
    void add(int first, int end, Tile tile) {
      if (size == from.length) {
        from = Arrays.copyOf(from, size * 2);
        to = Arrays.copyOf(to, size * 2);
      }
      from[size] = first;
      to[size] = end;
      TileRows.copy(tile, 0, room(end - first), 0, (end - first) * steps);
      size++;
    }

    private Tile room(int rows) {
      if (size < tiles.size() && tiles.get(size).series() >= rows) {
        return tiles.get(size);
      }
      held.add((long) rows * steps * Double.BYTES);
      Tile tile = new Tile(rows, steps);
      if (size < tiles.size()) {
        tiles.set(size, tile);
      } else {
        tiles.add(tile);
      }
      return tile;
    }
  }
}
