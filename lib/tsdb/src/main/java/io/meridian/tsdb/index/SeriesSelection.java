package io.meridian.tsdb.index;

import java.util.List;

/**
 * Finds the series that match, at the least cost.
 *
 * <p>The matchers of one label make one condition. There are two ways to answer a condition: by the
 * postings lists of the label's values, or by testing the entries of the series that the other
 * conditions leave. Lists cost what they are long, and for a pattern a walk over the label's values
 * (over a part of them where it requires a prefix); tests cost what there are candidates. So:
 *
 * <ol>
 *   <li>Conditions on single values are looked up. If one has no list, nothing matches.
 *   <li>Of the patterns, the one with the fewest values comes first; its values are walked over if
 *       that is cheaper than testing as many series as the shortest answer so far has.
 *   <li>A list as long as there are series has them all and is left out, such as that of the label
 *       that names the cluster.
 *   <li>The shortest lists are read, then others as long as reading one is cheaper than testing.
 *   <li>What was not read is tested, with time range and shard, one entry after the other as
 *       somebody asks for series: who stops early has paid for no more.
 * </ol>
 *
 * A condition that a series without the label fulfils takes series off instead ({@link
 * LabelCondition}); where nothing else is asked they are taken off all series.
 *
 * <p>What is cheaper is reckoned by {@link SelectionCosts}; {@link #plan} tells how it went. For
 * one thread.
 */
public final class SeriesSelection {
  private final SelectionRequest request;
  private final SelectionCosts costs;
  private final SelectionPlanner planner;
  private final TestedPostings tested;
  private final Postings postings;

  private SeriesSelection(SeriesIndex index, SelectionRequest request) {
    this.request = request;
    this.costs = index.costs();
    this.planner = new SelectionPlanner(index, request);
    Postings listed = planner.listed();
    List<SeriesTest> tests = planner.tests();
    this.tested = new TestedPostings(listed, index, tests);
    this.postings = tests.isEmpty() ? listed : tested;
  }

  /**
   * Plans a selection and reads the lists it needs.
   *
   * @throws io.meridian.model.CorruptDataException if what it reads is damaged; taking the series
   *     can throw it, too
   */
  public static SeriesSelection of(SeriesIndex index, SelectionRequest request) {
    return new SeriesSelection(index, request);
  }

  /**
   * The series, ascending, the limit not applied. To be read once, or {@link #cursor} is instead.
   */
  public Postings postings() {
    return postings;
  }

  /** The series in label order, as many as the limit allows. To be read once. */
  public PostingsCursor cursor() {
    return new PostingsCursor(postings, request.limit() == 0 ? Long.MAX_VALUE : request.limit());
  }

  /** How many series it can have at most. */
  public long candidates() {
    return planner.candidates();
  }

  /** How the selection is carried out, with what it has cost so far. */
  public SelectionPlan plan() {
    long read = tested.tested();
    List<SelectionPlan.Step> steps =
        planner.conditions().stream().map(each -> each.step(read)).toList();
    return new SelectionPlan(
        steps,
        planner.candidates(),
        read,
        planner.entriesCost() + steps.stream().mapToDouble(SelectionPlan.Step::estimatedCost).sum(),
        read * costs.entry() + steps.stream().mapToDouble(SelectionPlan.Step::cost).sum());
  }
}
