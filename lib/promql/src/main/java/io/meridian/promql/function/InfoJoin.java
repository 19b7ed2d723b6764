package io.meridian.promql.function;

import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.DuplicateSeries;
import io.meridian.promql.exec.LabelTable;
import io.meridian.promql.exec.Operand;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.Selectors;
import io.meridian.promql.exec.StoredOperator;
import io.meridian.promql.exec.StoredSeries;
import io.meridian.promql.plan.PlanNode.Field;
import io.meridian.promql.plan.TimeShift;
import io.meridian.promql.syntax.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * info(): each series with the labels that info series of the same instance and job have at the
 * step. As those change, a series goes on under other labels; so each result is kept as a table of
 * steps that says from which series its sample comes.
 */
final class InfoJoin implements StoredSeries {
  private static final int NONE = -1;

  private final QueryRun run;
  private final Collected series;
  private final LabelTable labels = new LabelTable();
  private final List<int[]> sources = new ArrayList<>();
  private final BitSet dropsName = new BitSet();
  private final int steps;
  private long charged;

  private InfoJoin(QueryRun run, Collected series) {
    this.run = run;
    this.series = series;
    steps = run.steps().count();
  }

  static Operator of(Call call, List<Operand> arguments, QueryRun run) {
    Operator vector = ((Operand.Vector) arguments.getFirst()).operator();
    TimeShift shift = ((Operand.Description) arguments.get(1)).shift();
    InfoMatchers matchers = new InfoMatchers(call);
    return new StoredOperator(
        run.steps(),
        () -> {
          InfoJoin join = new InfoJoin(run, run.collect(vector));
          join.fill(matchers, shift);
          return join;
        });
  }

  private void fill(InfoMatchers matchers, TimeShift shift) {
    SortedMap<String, Set<String>> identities = identities(matchers);
    if (identities.isEmpty()) {
      for (int i = 0; i < series.size(); i++) {
        if (isInfo(matchers, i) || !matchers.demandsInfo()) {
          addAsItIs(i);
        }
      }
      return;
    }
    try (Collected found =
        run.collect(
            Selectors.instant(run, matchers.selection(identities), shift, Field.FLOAT_TIME))) {
      InfoSeries info = new InfoSeries(found);
      InfoLabels join = new InfoLabels(info, matchers);
      for (int i = 0; i < series.size(); i++) {
        if (isInfo(matchers, i)) {
          addAsItIs(i);
        } else {
          add(i, info, join);
        }
      }
    }
  }

  private boolean isInfo(InfoMatchers matchers, int number) {
    return matchers.isInfo(
        series.labelBytes(number), series.labelsFrom(number), series.labelsTo(number));
  }

  /** The values that identifying labels have in series that may get labels. */
  private SortedMap<String, Set<String>> identities(InfoMatchers matchers) {
    SortedMap<String, Set<String>> identities = new TreeMap<>();
    for (int i = 0; i < series.size(); i++) {
      if (!isInfo(matchers, i)) {
        series
            .labels(i)
            .only(InfoSeries.IDENTITY)
            .toMap()
            .forEach(
                (name, value) -> identities.computeIfAbsent(name, _ -> new TreeSet<>()).add(value));
      }
    }
    return identities;
  }

  private void addAsItIs(int number) {
    int result = result(series.labels(number), series.dropsName(number));
    for (int i = 0; i < steps; i++) {
      put(result, i, number);
    }
  }

  private void add(int number, InfoSeries info, InfoLabels join) {
    int[] identities =
        info.identities(
            series.labelBytes(number), series.labelsFrom(number), series.labelsTo(number));
    int[] before = new int[identities.length];
    int[] found = new int[identities.length];
    int result = NONE;
    for (int i = 0; i < steps; i++) {
      if (!series.tile(number).has(series.firstCell(number) + i)) {
        continue;
      }
      for (int k = 0; k < found.length; k++) {
        found[k] = info.newest(identities[k], i);
      }
      if (!join.keeps(found)) {
        continue;
      }
      if (result == NONE || !Arrays.equals(found, before)) {
        result = result(join.with(series.labels(number), found), series.dropsName(number));
        System.arraycopy(found, 0, before, 0, found.length);
      }
      put(result, i, number);
    }
  }

  private int result(Labels of, boolean drops) {
    int result = labels.number(of.packed(), 0, of.packed().length);
    if (result == sources.size()) {
      run.context().charge((long) steps * Integer.BYTES);
      charged += (long) steps * Integer.BYTES;
      int[] none = new int[steps];
      Arrays.fill(none, NONE);
      sources.add(none);
      dropsName.set(result, drops);
    }
    return result;
  }

  private void put(int result, int step, int number) {
    if (!series.tile(number).has(series.firstCell(number) + step)) {
      return;
    }
    if (sources.get(result)[step] != NONE) {
      throw new QueryFailedException(DuplicateSeries.MESSAGE);
    }
    sources.get(result)[step] = number;
  }

  @Override
  public int size() {
    return labels.size();
  }

  @Override
  public byte[] labelBytes(int number) {
    return labels.bytes(number);
  }

  @Override
  public int labelsFrom(int number) {
    return labels.from(number);
  }

  @Override
  public int labelsTo(int number) {
    return labels.to(number);
  }

  @Override
  public boolean dropsName(int number) {
    return dropsName.get(number);
  }

  @Override
  public void copy(int number, Tile into, int row) {
    int[] source = sources.get(number);
    for (int i = 0; i < steps; i++) {
      if (source[i] == NONE) {
        continue;
      }
      Tile tile = series.tile(source[i]);
      int cell = series.firstCell(source[i]) + i;
      int index = tile.laneIndex(cell);
      if (index < 0) {
        into.put(row * steps + i, tile.values()[cell]);
      } else {
        into.lane().add(tile.lane(), index);
        into.putHistogram(row * steps + i);
      }
    }
  }

  @Override
  public void close() {
    run.context().release(charged);
    charged = 0;
    series.close();
  }
}
