package io.meridian.storeapi.dial;

import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.order.FinalSeries;
import io.meridian.storeapi.order.JoinedFinalSeries;
import io.meridian.storeapi.order.OrderKey;
import io.meridian.storeapi.order.ResortedSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
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

  private final Supplier<List<Endpoint>> endpoints;
  private final FleetQuery query;
  private final SortSpace sorting;
  private final Map<String, StoreMeter> meters = new ConcurrentSkipListMap<>();

  /**
   * A source for one query, or several that want the same.
   *
   * @param endpoints who can be asked at the moment: {@link Endpoints#usable}
   */
  public FleetSource(Supplier<List<Endpoint>> endpoints, FleetQuery query, SortSpace sorting) {
    this.endpoints = endpoints;
    this.query = query;
    this.sorting = sorting;
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints asked, QueryContext context) {
    context.check();
    SelectHints hints =
        asked.withMaxResolution(Math.max(asked.maxResolution(), query.maxResolution()));
    StoreFailures failures = new StoreFailures(query.partial(), hints.range());
    List<FinalSeries> answers = new ArrayList<>();
    WaitClock clock = new WaitClock();
    try {
      for (Endpoint store : asked(matchers, hints.range())) {
        answers.add(ask(store, matchers, hints, context, failures, clock));
      }
      return new FleetCursor(
          answers.size() == 1 ? answers.getFirst() : new JoinedFinalSeries(answers),
          hints,
          query,
          context,
          failures);
    } catch (RuntimeException e) {
      answers.forEach(FinalSeries::close);
      throw e;
    }
  }

  /** The stores that may have something. */
  private List<Endpoint> asked(List<Matcher> matchers, TimeRange range) {
    List<Endpoint> all = endpoints.get();
    if (all.isEmpty() && !query.partial()) {
      throw new UnavailableException("no store answers at the moment, and none may be missing");
    }
    return all.stream()
        .filter(query::asks)
        .filter(of -> of.info().mayHave(matchers, range))
        .toList();
  }

  private FinalSeries ask(
      Endpoint store,
      List<Matcher> matchers,
      SelectHints hints,
      QueryContext context,
      StoreFailures failures,
      WaitClock clock) {
    StoreRange can = store.info().store().orElseThrow();
    LabelNames left = can.dropsLabels() ? LabelNames.NONE : LabelNames.of(query.removed());
    StoreMeter meter = meters.computeIfAbsent(store.address(), _ -> new StoreMeter());
    meter.call(store.info().clusters());
    SeriesRequest request = SeriesCall.request(matchers, hints, query, can);
    StoreStream stream =
        new StoreStream(
            store,
            new StoreFrames(store, request, context, query, clock, meter),
            failures,
            meter,
            request.getSkipChunks(),
            left,
            can.shards() ? Optional.empty() : hints.shard());
    if (left.isEmpty()) {
      return stream;
    }
    OrderKey key = OrderKey.of(Labels.EMPTY, left, matchers);
    return new ResortedSeries(stream, key, sorting.bytes(), sorting.scratch(), context);
  }

  /** What the selections so far cost, by store; complete once their cursors are closed. */
  public List<StoreFigures> figures() {
    List<StoreFigures> figures = new ArrayList<>();
    meters.forEach((address, meter) -> figures.add(meter.figures(address)));
    return figures;
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return new LabelCalls(query, asked(matchers, range), matchers, range, limit, context).names();
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return new LabelCalls(query, asked(matchers, range), matchers, range, limit, context)
        .values(name);
  }
}
