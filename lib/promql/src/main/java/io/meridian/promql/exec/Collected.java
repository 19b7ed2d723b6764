package io.meridian.promql.exec;

import io.meridian.model.Labels;
import io.meridian.model.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All series of an operator that have a sample at any step, in its order, with all their samples:
 * what an operator keeps that needs both at once. Series are numbered from 0; a series' samples are
 * a row of a tile that it shares with others.
 */
public final class Collected implements StoredSeries {
  private final StepGrid steps;
  private final HeldMemory held;
  private final LabelSets labels = new LabelSets();
  private boolean[] dropsName = new boolean[16];
  private Tile[] tiles = new Tile[16];
  private int[] rows = new int[16];

  private Collected(QueryRun run, StepGrid steps) {
    held = new HeldMemory(run);
    this.steps = steps;
  }

  static Collected of(Operator operator, QueryRun run) {
    Collected collected = new Collected(run, operator.steps());
    try (operator) {
      run.drain(operator, collected.new Fold());
    } catch (RuntimeException e) {
      collected.close();
      throw e;
    }
    return collected;
  }

  public StepGrid steps() {
    return steps;
  }

  @Override
  public int size() {
    return labels.size();
  }

  @Override
  public byte[] labelBytes(int series) {
    return labels.bytes(series);
  }

  @Override
  public int labelsFrom(int series) {
    return labels.from(series);
  }

  @Override
  public int labelsTo(int series) {
    return labels.to(series);
  }

  public Labels labels(int series) {
    return labels.labels(series);
  }

  @Override
  public boolean dropsName(int series) {
    return dropsName[series];
  }

  /** The tile that holds a series' samples. */
  public Tile tile(int series) {
    return tiles[series];
  }

  /** The first cell of a series' row in its tile. */
  public int firstCell(int series) {
    return rows[series] * steps.count();
  }

  @Override
  public void copy(int series, Tile into, int row) {
    TileRows.copy(tiles[series], firstCell(series), into, row * steps.count(), steps.count());
  }

  /** Gives the memory back to the query's budget. */
  @Override
  public void close() {
    held.close();
  }

  private void add(SeriesBlock block, int series, Tile tile, int row) {
    int number =
        labels.add(block.labelBytes(series), block.labelsFrom(series), block.labelsTo(series));
    if (number == rows.length) {
      dropsName = Arrays.copyOf(dropsName, number * 2);
      tiles = Arrays.copyOf(tiles, number * 2);
      rows = Arrays.copyOf(rows, number * 2);
    }
    dropsName[number] = block.dropsName(series);
    tiles[number] = tile;
    rows[number] = row;
  }

  /** Copies rows that hold samples out of the tiles that are evaluated. */
  private final class Fold implements BlockFold<Fold.Rows> {
    /** What is kept of a block, until it is its turn. */
    private record Rows(SeriesBlock block, List<Tile> tiles, List<int[]> series) {}

    @Override
    public Rows arrive(SeriesBlock block) {
      return new Rows(block, new ArrayList<>(), new ArrayList<>());
    }

    @Override
    public void fold(Rows kept, SeriesBlock block, int from, int to, Tile tile) {
      int[] series = new int[to - from];
      int count = 0;
      for (int row = 0; row < to - from; row++) {
        if (tile.count(row * steps.count(), (row + 1) * steps.count()) > 0) {
          series[count++] = from + row;
        }
      }
      if (count == 0) {
        return;
      }
      held.add((long) count * steps.count() * Double.BYTES);
      Tile copy = new Tile(count, steps.count());
      for (int i = 0; i < count; i++) {
        int cell = (series[i] - from) * steps.count();
        TileRows.copy(tile, cell, copy, i * steps.count(), steps.count());
      }
      held.add(copy.histogramBytes());
      kept.tiles.add(copy);
      kept.series.add(Arrays.copyOf(series, count));
    }

    @Override
    public void merge(Rows kept) {
      long bytes = 0;
      for (int t = 0; t < kept.tiles.size(); t++) {
        int[] series = kept.series.get(t);
        for (int row = 0; row < series.length; row++) {
          add(kept.block, series[row], kept.tiles.get(t), row);
          bytes += kept.block.labelsTo(series[row]) - kept.block.labelsFrom(series[row]);
        }
      }
      held.add(bytes);
    }
  }
}
