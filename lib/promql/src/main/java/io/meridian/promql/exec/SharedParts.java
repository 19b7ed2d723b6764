package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.plan.PlanNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The parts of a plan that stand in it more than once: each runs when it is first asked for, and
 * what it gave is kept until the query ends. Used by the thread that leads the query.
 */
public final class SharedParts implements AutoCloseable {
  private final Set<PlanNode> repeated = Collections.newSetFromMap(new IdentityHashMap<>());

  /** For each node what it gave, by the steps at which it was evaluated. */
  private final IdentityHashMap<PlanNode, Map<StepGrid, Collected>> kept = new IdentityHashMap<>();

  private final List<Collected> all = new ArrayList<>();

  private SharedParts() {}

  /** The parts that occur more than once in a plan as the same object. */
  public static SharedParts of(PlanNode plan) {
    SharedParts parts = new SharedParts();
    parts.find(plan, Collections.newSetFromMap(new IdentityHashMap<>()));
    return parts;
  }

  private void find(PlanNode node, Set<PlanNode> seen) {
    if (seen.add(node)) {
      node.children().forEach(child -> find(child, seen));
    } else if (node instanceof PlanNode.Aggregate) {
      repeated.add(node);
    }
  }

  boolean isShared(PlanNode node) {
    return repeated.contains(node);
  }

  /** An operator that gives what the node gives; its own operator is made at most once. */
  Operator operator(PlanNode node, QueryRun run, Supplier<Operator> maker) {
    return new StoredOperator(
        run.steps(),
        () -> {
          Map<StepGrid, Collected> ofNode = kept.computeIfAbsent(node, _ -> new HashMap<>());
          Collected series = ofNode.get(run.steps());
          if (series == null) {
            series = run.collect(maker.get());
            ofNode.put(run.steps(), series);
            all.add(series);
          }
          return new Borrowed(series);
        });
  }

  @Override
  public void close() {
    all.forEach(Collected::close);
  }

  /** Series that belong to the query, whoever uses them. */
  private record Borrowed(Collected series) implements StoredSeries {
    @Override
    public int size() {
      return series.size();
    }

    @Override
    public byte[] labelBytes(int number) {
      return series.labelBytes(number);
    }

    @Override
    public int labelsFrom(int number) {
      return series.labelsFrom(number);
    }

    @Override
    public int labelsTo(int number) {
      return series.labelsTo(number);
    }

    @Override
    public boolean dropsName(int number) {
      return series.dropsName(number);
    }

    @Override
    public void copy(int number, Tile into, int row) {
      series.copy(number, into, row);
    }

    @Override
    public void close() {}
  }
}
