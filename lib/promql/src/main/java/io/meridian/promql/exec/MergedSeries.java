package io.meridian.promql.exec;

import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.model.Tile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins series that have the same labels once names are dropped. They may not have samples at the
 * same step.
 */
final class MergedSeries implements StoredSeries {
  private final Collected collected;
  private final List<List<Integer>> members = new ArrayList<>();

  MergedSeries(Collected collected) {
    this.collected = collected;
    Map<Labels, List<Integer>> alike = new HashMap<>();
    for (int i = 0; i < collected.size(); i++) {
      List<Integer> group = alike.computeIfAbsent(collected.labels(i), _ -> new ArrayList<>(1));
      if (group.isEmpty()) {
        members.add(group);
      }
      group.add(i);
    }
    members.stream().filter(group -> group.size() > 1).forEach(this::checkDisjoint);
  }

  private void checkDisjoint(List<Integer> group) {
    for (int step = 0; step < collected.steps().count(); step++) {
      int samples = 0;
      for (int series : group) {
        if (collected.tile(series).has(collected.firstCell(series) + step)) {
          samples++;
        }
      }
      if (samples > 1) {
        throw new QueryFailedException(DuplicateSeries.MESSAGE);
      }
    }
  }

  @Override
  public int size() {
    return members.size();
  }

  private int first(int series) {
    return members.get(series).getFirst();
  }

  @Override
  public byte[] labelBytes(int series) {
    return collected.labelBytes(first(series));
  }

  @Override
  public int labelsFrom(int series) {
    return collected.labelsFrom(first(series));
  }

  @Override
  public int labelsTo(int series) {
    return collected.labelsTo(first(series));
  }

  @Override
  public boolean dropsName(int series) {
    return collected.dropsName(first(series));
  }

  @Override
  public void copy(int series, Tile into, int row) {
    members.get(series).forEach(member -> TileRows.overlay(collected, member, into, row));
  }

  @Override
  public void close() {
    collected.close();
  }
}
