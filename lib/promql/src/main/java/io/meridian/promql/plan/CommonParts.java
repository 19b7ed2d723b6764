package io.meridian.promql.plan;

import io.meridian.promql.plan.PlanNode.Aggregate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one node of aggregates that are written twice, so that execution can tell and run them
 * once. Others are left alone: what they give grows with series and steps, and keeping it would
 * cost more memory than running them again costs time.
 *
 * <p>Of several alike the last one stays, whose position is the one that remarks of the same text
 * keep. Other rewrites make new nodes of equal ones, so this one comes last.
 */
public final class CommonParts implements Rewrite {
  @Override
  public PlanNode apply(PlanNode plan) {
    Numbering numbering = new Numbering();
    numbering.number(plan);
    return numbering.shared(plan);
  }

  /** Numbers nodes so that those that do the same have the same number. */
  private static final class Numbering {
    /** What makes a node, but for its place in the query's text. */
    private record Key(String kind, String detail, List<Integer> children) {}

    private final Map<Key, Integer> numbers = new HashMap<>();
    private final IdentityHashMap<PlanNode, Integer> numberOf = new IdentityHashMap<>();
    private final Map<Integer, PlanNode> last = new HashMap<>();
    private final Map<Integer, PlanNode> done = new HashMap<>();

    int number(PlanNode node) {
      List<Integer> children = new ArrayList<>();
      node.children().forEach(child -> children.add(number(child)));
      Key key = new Key(PlanText.kind(node), PlanText.detail(node), children);
      int number = numbers.computeIfAbsent(key, _ -> numbers.size());
      numberOf.put(node, number);
      last.put(number, node);
      return number;
    }

    PlanNode shared(PlanNode node) {
      if (!(node instanceof Aggregate)) {
        return withSharedChildren(node);
      }
      Integer number = numberOf.get(node);
      PlanNode shared = done.get(number);
      if (shared == null) {
        shared = withSharedChildren(last.getOrDefault(number, node));
        done.put(number, shared);
      }
      return shared;
    }

    @SuppressWarnings("ReferenceEquality")
    private PlanNode withSharedChildren(PlanNode node) {
      List<PlanNode> children = new ArrayList<>();
      boolean same = true;
      for (PlanNode child : node.children()) {
        PlanNode shared = shared(child);
        same &= shared == child;
        children.add(shared);
      }
      return same ? node : node.withChildren(children);
    }
  }
}
