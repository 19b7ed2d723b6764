package io.meridian.promql.exec;

import io.meridian.model.Histogram;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.ShortestDecimal;
import io.meridian.model.Tile;
import io.meridian.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Count_values: how often each value is there, as a label of the counts. */
final class CountedValues {
  private final QueryRun run;
  private final HeldMemory held;
  private final int steps;
  private final String label;
  private final boolean without;
  private final LabelNames names;
  private final Map<Labels, Tile> counts = new LinkedHashMap<>();

  CountedValues(QueryRun run, String label, Grouping grouping) {
    this.run = run;
    held = new HeldMemory(run);
    steps = run.steps().count();
    this.label = label;
    without = grouping.without();
    List<String> all = new ArrayList<>(grouping.labels());
    all.add(without ? Labels.METRIC_NAME : label);
    names = LabelNames.of(all);
  }

  StoredSeries count(Collected collected) {
    for (int series = 0; series < collected.size(); series++) {
      run.context().check();
      Labels labels = collected.labels(series);
      Tile tile = collected.tile(series);
      for (int i = 0; i < steps; i++) {
        if (tile.has(collected.firstCell(series) + i)) {
          count(labels, text(tile, collected.firstCell(series) + i), i);
        }
      }
    }
    ChosenSeries result = new ChosenSeries(run);
    run.context().check();
    counts.forEach((labels, row) -> {
      int number = result.add(labels.packed(), 0, labels.packed().length, false);
      TileRows.copy(row, 0, result.row(number), 0, steps);
    });
    held.close();
    return result;
  }

  private void count(Labels labels, String value, int step) {
    Labels named = LabelsBuilder.from(labels).set(label, value).build();
    Labels group = without ? named.without(names) : named.only(names);
    Tile row = counts.computeIfAbsent(group, this::row);
    row.put(step, row.has(step) ? row.values()[step] + 1 : 1);
  }

  private Tile row(Labels group) {
    held.add((long) steps * Double.BYTES + group.packed().length);
    return new Tile(1, steps);
  }

  private static String text(Tile tile, int cell) {
    int index = tile.laneIndex(cell);
    return index < 0
        ? ShortestDecimal.plain(tile.values()[cell])
        : Histogram.of(tile.lane(), index).toFloat().toString();
  }
}
