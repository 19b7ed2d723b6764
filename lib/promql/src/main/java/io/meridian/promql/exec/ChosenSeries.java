package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import io.meridian.model.Tile;
import java.util.ArrayList;
import java.util.List;

/** Series of an input that an aggregation lets through, with the samples that it chose of each. */
final class ChosenSeries implements StoredSeries {
  private final int steps;
  private final LabelBytes labels = new LabelBytes();
  private final List<Integer> ends = new ArrayList<>();
  private final List<Boolean> dropsName = new ArrayList<>();
  private final List<Tile> rows = new ArrayList<>();

  private final HeldMemory held;

  ChosenSeries(QueryRun run) {
    steps = run.steps().count();
    held = new HeldMemory(run);
  }

  /** Charges what is kept beside the series, and as long. */
  void hold(long bytes) {
    held.add(bytes);
  }

  /** Adds a series without a sample yet; the result is its number. */
  int add(byte[] packed, int from, int to, boolean drops) {
    held.add((long) steps * Double.BYTES + to - from);
    labels.add(packed, from, to);
    ends.add(labels.length());
    dropsName.add(drops);
    rows.add(new Tile(1, steps));
    return rows.size() - 1;
  }

  /** The samples of a series, a row of its own. */
  Tile row(int series) {
    return rows.get(series);
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public byte[] labelBytes(int series) {
    return labels.bytes();
  }

  @Override
  public int labelsFrom(int series) {
    return series == 0 ? 0 : ends.get(series - 1);
  }

  @Override
  public int labelsTo(int series) {
    return ends.get(series);
  }

  @Override
  public boolean dropsName(int series) {
    return dropsName.get(series);
  }

  @Override
  public void copy(int series, Tile into, int row) {
    TileRows.copy(rows.get(series), 0, into, row * steps, steps);
  }

  @Override
  public void close() {
    held.close();
  }
}
