package io.meridian.promql.function;

import io.meridian.model.LabelText;
import io.meridian.model.Labels;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.FunctionLibrary;
import io.meridian.promql.exec.Operand;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.StoredOperator;
import io.meridian.promql.exec.StoredSeries;
import io.meridian.promql.exec.TileOperator;
import io.meridian.promql.syntax.Call;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sort functions. They order the series of an instant; at more than one step they have no
 * effect and say so. Sorting by value drops histograms either way.
 */
final class Sorting {
  private static final String INEFFECTIVE =
      "sort is ineffective for range queries since results are always ordered by labels";

  private Sorting() {}

  /** sort and sort_desc; NaN comes last. */
  static FunctionLibrary.Series byValue(boolean descending) {
    return (call, arguments, run) -> {
      Operator floats =
          new TileOperator(run, vector(arguments), () -> new FloatCells((value, _) -> value), true);
      return sorted(call, floats, run, series -> byValue(series, descending));
    };
  }

  /** sort_by_label and sort_by_label_desc; what is equal in the labels named, by all labels. */
  static FunctionLibrary.Series byLabels(boolean descending) {
    return (call, arguments, run) -> {
      List<String> names =
          arguments.stream()
              .skip(1)
              .map(name -> LabelText.utf8(((Operand.Text) name).text()))
              .toList();
      return sorted(call, vector(arguments), run, series -> byLabels(series, names, descending));
    };
  }

  private static Operator vector(List<Operand> arguments) {
    return ((Operand.Vector) arguments.getFirst()).operator();
  }

  /** Makes the order of collected series' numbers. */
  private interface Order {
    Comparator<Integer> of(Collected series);
  }

  private static Operator sorted(Call call, Operator vector, QueryRun run, Order order) {
    if (run.steps().count() != 1) {
      run.annotations().warning(INEFFECTIVE, call.position());
      return vector;
    }
    return new StoredOperator(
        run.steps(),
        () -> {
          Collected series = run.collect(vector);
          return new Reordered(
              series,
              IntStream.range(0, series.size())
                  .boxed()
                  .sorted(order.of(series))
                  .mapToInt(Integer::intValue)
                  .toArray());
        });
  }

  private static Comparator<Integer> byValue(Collected series, boolean descending) {
    double[] values = new double[series.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = series.tile(i).values()[series.firstCell(i)];
    }
    Comparator<Integer> ascending = Comparator.comparingDouble(i -> values[i] + 0.0);
    return Comparator.<Integer, Boolean>comparing(i -> Double.isNaN(values[i]))
        .thenComparing(descending ? ascending.reversed() : ascending);
  }

  private static Comparator<Integer> byLabels(
      Collected series, List<String> names, boolean descending) {
    List<Labels> labels = IntStream.range(0, series.size()).mapToObj(series::labels).toList();
    Comparator<Integer> order = (_, _) -> 0;
    for (String name : names) {
      List<String> values = labels.stream().map(one -> one.get(name).orElse("")).toList();
      order = order.thenComparing((i, j) -> NaturalOrder.compare(values.get(i), values.get(j)));
    }
    order = order.thenComparing(labels::get);
    return descending ? order.reversed() : order;
  }

  /** The series of another in another order. */
  private static final class Reordered implements StoredSeries {
    private final Collected collected;
    private final int[] order;

    Reordered(Collected collected, int[] order) {
      this.collected = collected;
      this.order = order;
    }

    @Override
    public int size() {
      return order.length;
    }

    @Override
    public byte[] labelBytes(int series) {
      return collected.labelBytes(order[series]);
    }

    @Override
    public int labelsFrom(int series) {
      return collected.labelsFrom(order[series]);
    }

    @Override
    public int labelsTo(int series) {
      return collected.labelsTo(order[series]);
    }

    @Override
    public boolean dropsName(int series) {
      return collected.dropsName(order[series]);
    }

    @Override
    public void copy(int series, Tile into, int row) {
      collected.copy(order[series], into, row);
    }

    @Override
    public void close() {
      collected.close();
    }
  }
}
