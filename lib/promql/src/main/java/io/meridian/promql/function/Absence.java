package io.meridian.promql.function;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.Tile;
import io.meridian.promql.exec.BlockFold;
import io.meridian.promql.exec.Operand;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.StoredOperator;
import io.meridian.promql.exec.StoredSeries;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Parenthesized;
import io.meridian.promql.syntax.RangeSelector;
import io.meridian.promql.syntax.VectorSelector;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * absent and absent_over_time: 1 at the steps at which no series has a sample. The labels are those
 * that a selector demands with {@code =}, unless it says something else about them, too.
 */
final class Absence implements BlockFold<BitSet> {
  private final int steps;
  private final BitSet present = new BitSet();

  private Absence(int steps) {
    this.steps = steps;
  }

  static Operator of(Call call, List<Operand> arguments, QueryRun run, boolean overTime) {
    Operator vector = ((Operand.Vector) arguments.getFirst()).operator();
    Labels labels = labels(call.arguments().getFirst());
    return new StoredOperator(run.steps(), () -> absent(vector, labels, run, overTime));
  }

  private static StoredSeries absent(
      Operator vector, Labels labels, QueryRun run, boolean dropsName) {
    Absence absence = new Absence(run.steps().count());
    try (vector) {
      run.drain(vector, absence);
    }
    Tile row = new Tile(1, absence.steps);
    for (int i = absence.present.nextClearBit(0);
        i < absence.steps;
        i = absence.present.nextClearBit(i + 1)) {
      row.put(i, 1);
    }
    return new SingleSeries(labels, dropsName, row);
  }

  private static Labels labels(Expression argument) {
    return switch (argument) {
      case Parenthesized parenthesized -> labels(parenthesized.inner());
      case VectorSelector selector -> demanded(selector.matchers());
      case RangeSelector range -> demanded(range.selector().matchers());
      default -> Labels.EMPTY;
    };
  }

  private static Labels demanded(List<Matcher> matchers) {
    LabelsBuilder labels = new LabelsBuilder();
    Set<String> seen = new HashSet<>();
    for (Matcher matcher : matchers) {
      if (matcher.name().equals(Labels.METRIC_NAME)) {
        continue;
      }
      if (matcher.type() == MatchType.EQUAL && seen.add(matcher.name())) {
        labels.set(matcher.name(), matcher.value());
      } else {
        labels.remove(matcher.name());
      }
    }
    return labels.build();
  }

  @Override
  public BitSet arrive(SeriesBlock block) {
    return new BitSet(steps);
  }

  @Override
  public void fold(BitSet found, SeriesBlock block, int from, int to, Tile tile) {
    for (int row = 0; row < to - from && found.cardinality() < steps; row++) {
      for (int i = 0; i < steps; i++) {
        if (tile.has(row * steps + i)) {
          found.set(i);
        }
      }
    }
  }

  @Override
  public void merge(BitSet found) {
    present.or(found);
  }
}
