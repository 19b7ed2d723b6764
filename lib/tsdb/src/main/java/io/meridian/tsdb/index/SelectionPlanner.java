package io.meridian.tsdb.index;

import io.meridian.model.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Decides for each condition of a selection whether lists or tests answer it, and reads lists. */
final class SelectionPlanner {
  /** Of so many candidates one is expected to pass, where a limit says how many are wanted. */
  private static final long LIKELY_MISSES = 100;

  /** The share of values that is expected to match a pattern. */
  private static final double LIKELY_MATCHES = 1.0 / 3;

  /** A walk over values so much cheaper than tests pays for what is learnt by it. */
  private static final double CHEAP_WALK = 1.0 / 16;

  private final SeriesIndex index;
  private final SelectionCosts costs;
  private final long seriesCount;
  private final SelectionRequest request;
  private final List<PlannedCondition> conditions;
  private final List<PlannedCondition> tested = new ArrayList<>();

  /** How many series are left at most, as far as lists were found. */
  private long candidates;

  /** Whether entries are read in any case. */
  private boolean readsEntries;

  private double entriesCost;

  SelectionPlanner(SeriesIndex index, SelectionRequest request) {
    this.index = index;
    this.costs = index.costs();
    this.seriesCount = index.seriesCount();
    this.request = request;
    this.candidates = seriesCount;
    this.readsEntries = request.asksEntries();
    this.conditions =
        LabelCondition.of(request.matchers()).stream()
            .map(condition -> new PlannedCondition(index, condition))
            .toList();
  }

  List<PlannedCondition> conditions() {
    return conditions;
  }

  /** How many series were left for tests, at most. */
  long candidates() {
    return candidates;
  }

  /** What reading entries is expected to cost. */
  double entriesCost() {
    return entriesCost;
  }

  /** The series that the conditions answered by lists leave. */
  Postings listed() {
    if (conditions.stream().anyMatch(each -> each.condition().isImpossible())) {
      return nothing();
    }
    conditions.forEach(PlannedCondition::lookUp);
    if (!narrow(conditions) || !walk()) {
      return nothing();
    }
    Postings listed = exclude(include());
    if (readsEntries) {
      entriesCost = costs.entries(likelyReads(), seriesCount);
    }
    return listed;
  }

  /**
   * The tests of what lists did not answer: first those that need no string, last those that need
   * all.
   */
  List<SeriesTest> tests() {
    List<SeriesTest> tests = new ArrayList<>();
    tested.stream()
        .sorted(Comparator.comparing(each -> each.condition().exactValues().isEmpty()))
        .forEach(each -> tests.add(new SeriesTest.OfLabel(each.test())));
    if (!request.range().equals(TimeRange.ALL)) {
      tests.add(new SeriesTest.OfRange(request.range()));
    }
    request.shard().ifPresent(shard -> tests.add(new SeriesTest.OfShard(shard)));
    return tests;
  }

  private Postings nothing() {
    candidates = 0;
    tested.clear();
    return Postings.empty();
  }

  /** Takes notice of lists that were found; false if no series can match. */
  private boolean narrow(List<PlannedCondition> found) {
    for (PlannedCondition each : found) {
      if (each.listsKnown() && !each.excludes()) {
        candidates = Math.min(candidates, each.lists().estimate());
      }
    }
    return candidates > 0;
  }

  /** Walks over the values of patterns where that pays; false if no series can match. */
  private boolean walk() {
    List<PlannedCondition> patterns =
        conditions.stream()
            .filter(each -> !each.listsKnown())
            .sorted(Comparator.comparingDouble(PlannedCondition::walkCost))
            .toList();
    for (PlannedCondition each : patterns) {
      double test = testCost();
      double lists = LIKELY_MATCHES * each.listsCost(seriesCount);
      if (each.walkCost() + lists < test || each.walkCost() < CHEAP_WALK * test) {
        each.walk();
        if (!narrow(List.of(each))) {
          return false;
        }
      } else {
        leave(each, test);
      }
    }
    return true;
  }

  /** What is in the lists of all conditions that are answered so. */
  private Postings include() {
    List<PlannedCondition> read = new ArrayList<>();
    for (PlannedCondition each : ascending(false)) {
      if (each.holdsAll()) {
        continue;
      }
      double test = testCost();
      if (read.isEmpty() || each.readCost(candidates) < test) {
        read.add(each);
      } else {
        leave(each, test);
      }
    }
    index.expect(read.stream().map(PlannedCondition::lists).toList());
    List<Postings> parts = new ArrayList<>();
    read.forEach(each -> parts.add(new CheckedPostings(each.read(candidates), index)));
    return parts.isEmpty() ? new CheckedPostings(index.allPostings(), index) : Postings.and(parts);
  }

  private Postings exclude(Postings listed) {
    List<Postings> parts = new ArrayList<>();
    for (PlannedCondition each : ascending(true)) {
      double test = testCost();
      if (each.readCost(candidates) < test) {
        parts.add(each.read(candidates));
      } else {
        leave(each, test);
      }
    }
    return parts.isEmpty() ? listed : Postings.without(listed, Postings.or(parts));
  }

  private List<PlannedCondition> ascending(boolean excluding) {
    Stream<PlannedCondition> found =
        conditions.stream().filter(each -> each.listsKnown() && each.excludes() == excluding);
    return found.sorted(Comparator.comparingLong(each -> each.lists().estimate())).toList();
  }

  private void leave(PlannedCondition condition, double cost) {
    condition.leave(cost);
    tested.add(condition);
    readsEntries = true;
  }

  /** What it costs to test one more condition on all that can be left. */
  private double testCost() {
    double tests = likelyReads() * costs.test();
    return readsEntries ? tests : tests + costs.entries(likelyReads(), seriesCount);
  }

  /**
   * How many entries tests are likely to read: series that are taken off leave the candidates in
   * proportion.
   */
  private long likelyReads() {
    double left = candidates;
    for (PlannedCondition each : conditions) {
      if (each.listsKnown() && each.excludes() && !tested.contains(each)) {
        left *= 1 - Math.min(1, each.lists().estimate() / (double) seriesCount);
      }
    }
    long reads = (long) Math.ceil(left);
    return request.limit() == 0 ? reads : Math.min(reads, LIKELY_MISSES * request.limit());
  }
}
