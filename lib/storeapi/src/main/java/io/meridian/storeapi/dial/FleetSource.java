package io.meridian.storeapi.dial;

import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.CountAnswer;
import io.meridian.model.LabelAnswer;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All stores as one source. A selection goes to the stores that may have matching series by their
 * external labels and time; their answers stream in side by side and are merged by their labels'
 * bytes. Chunks that several stores gave count once, replicas are joined as the query wants. A
 * store that fails, is silent or breaks the order costs what it is allowed to, and then a warning
 * or the query.
 */
public final class FleetSource implements SeriesSource {
  /**
   * The function of hints that ask for labels alone: stores are asked for no chunks then, and
   * series have no samples.
   */
  public static final String LABELS_ONLY = "series";

  private final FleetQuery query;
  private final StoreTotals totals;
  private final FleetSeries series;

  /**
   * A source for one query, or several that want the same.
   *
   * @param endpoints who can be asked at the moment: {@link Endpoints#usable}
   */
  public FleetSource(Supplier<List<Endpoint>> endpoints, FleetQuery query, SortSpace sorting) {
    this(endpoints, query, sorting, new StoreTotals());
  }

  /** The same, counted together with other queries. */
  public FleetSource(
      Supplier<List<Endpoint>> endpoints, FleetQuery query, SortSpace sorting, StoreTotals totals) {
    this.query = query;
    this.totals = totals;
    series = new FleetSeries(endpoints, query, sorting, totals);
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints asked, QueryContext context) {
    SelectHints hints =
        asked.withMaxResolution(Math.max(asked.maxResolution(), query.maxResolution()));
    SeriesRequest request = SeriesCall.request(matchers, hints, query);
    SeriesRequest needed =
        NeededSeries.of(hints)
            .map(reduction -> request.toBuilder().setReduction(reduction).build())
            .orElse(request);
    return new FleetCursor(
        series.ask(matchers, needed, true, context),
        () -> series.ask(matchers, request, true, context),
        hints,
        query,
        context);
  }

  @Override
  public Optional<CountAnswer> counts(
      List<Matcher> matchers, SelectHints hints, LookbackSteps steps, QueryContext context) {
    return NeededSeries.ofCounts(hints, steps)
        .flatMap(reduction -> {
          SeriesRequest request =
              SeriesCall.request(matchers, hints, query).toBuilder()
                  .setReduction(reduction)
                  .setWindow(steps.lookback())
                  .build();
          return series.counts(matchers, request, steps.count(), context);
        });
  }

  /** What the selections so far cost, by store; complete once their cursors are closed. */
  public List<StoreFigures> figures() {
    return series.figures();
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return calls(matchers, range, limit, context).names();
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return calls(matchers, range, limit, context).values(name);
  }

  private LabelCalls calls(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    List<Endpoint> asked = series.asked(matchers, range);
    return new LabelCalls(query, asked, matchers, range, limit, context, totals);
  }
}
