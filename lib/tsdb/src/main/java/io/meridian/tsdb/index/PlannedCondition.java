package io.meridian.tsdb.index;

import io.meridian.tsdb.index.SelectionPlan.Method;
import java.util.List;

/** A condition on its way through the planning of a selection, with what is known of its costs. */
final class PlannedCondition {
  private final SeriesIndex index;
  private final LabelCondition condition;
  private final PostingsLists lists = new PostingsLists();
  private final int likelyValues;
  private boolean listsKnown;
  private long valuesPassed;
  private Method method = Method.KNOWN;
  private double estimatedCost;
  private double cost;

  PlannedCondition(SeriesIndex index, LabelCondition condition) {
    this.index = index;
    this.condition = condition;
    this.likelyValues = index.estimateValues(condition.name(), condition.prefix());
  }

  LabelCondition condition() {
    return condition;
  }

  /** Whether its lists are those of the series to take off. */
  boolean excludes() {
    return condition.matchesAbsent();
  }

  /** Whether all lists it needs were found. */
  boolean listsKnown() {
    return listsKnown;
  }

  PostingsLists lists() {
    return lists;
  }

  /** Finds the lists if their values are known without a walk over the values of the label. */
  void lookUp() {
    condition.exactValues().ifPresent(this::lookUp);
  }

  private void lookUp(List<byte[]> values) {
    for (byte[] value : values) {
      index.find(condition.name(), value, lists);
    }
    listsKnown = true;
    pay(values.size() * index.costs().list());
  }

  /** What a walk over the values that can match is expected to cost. */
  double walkCost() {
    return likelyValues * index.costs().value();
  }

  /** What it would cost to read the lists of all values that can match. */
  double listsCost(long series) {
    return index.costs().lists(likelyValues, series, series);
  }

  /** Walks over the values and finds the lists. */
  void walk() {
    estimatedCost += walkCost();
    ValueCursor value = index.values(condition.name(), condition.prefix());
    while (value.next()) {
      if (valuesPassed++ % SeriesIndex.STEPS_A_CHECK == 0) {
        index.check();
      }
      if (condition.lists(value.bytes(), value.from(), value.to())) {
        index.add(value, lists);
      }
    }
    listsKnown = true;
    cost += valuesPassed * index.costs().value();
  }

  /** Whether it is known that every series fulfils it. */
  boolean holdsAll() {
    return !excludes() && index.holdsAll(lists);
  }

  /** What it costs to read the lists that were found and combine them with candidates. */
  double readCost(long candidates) {
    return index.costs().lists(lists.size(), lists.estimate(), candidates);
  }

  /** Answers the condition by its lists. */
  Postings read(long candidates) {
    method = excludes() ? Method.LISTS_EXCLUDED : Method.LISTS;
    pay(readCost(candidates));
    return index.union(lists);
  }

  /** Leaves the condition to tests. */
  void leave(double expected) {
    method = Method.ENTRIES;
    estimatedCost += expected;
  }

  LabelTest test() {
    return new LabelTest(index, condition);
  }

  private void pay(double amount) {
    estimatedCost += amount;
    cost += amount;
  }

  /** What has become of it once so many entries were tested. */
  SelectionPlan.Step step(long tested) {
    double tests = method == Method.ENTRIES ? tested * index.costs().test() : 0;
    return new SelectionPlan.Step(
        condition.matchers(),
        method,
        valuesPassed,
        lists.size(),
        lists.estimate(),
        estimatedCost,
        cost + tests);
  }
}
