package io.meridian.storeapi.dial;

import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.CountAnswer;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCounts;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.order.FinalSeries;
import io.meridian.storeapi.order.ForwardedSeries;
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
 * Series of all stores as they cross the wire, merged in the order of their labels, no sample
 * decoded: what a source for queries reads, and what a querier passes on.
 */
public final class FleetSeries {
  private final Supplier<List<Endpoint>> endpoints;
  private final FleetQuery query;
  private final SortSpace sorting;
  private final StoreTotals totals;
  private final Map<String, StoreMeter> meters = new ConcurrentSkipListMap<>();

  /**
   * Series for one query, or several that want the same.
   *
   * @param endpoints who can be asked at the moment
   */
  public FleetSeries(Supplier<List<Endpoint>> endpoints, FleetQuery query, SortSpace sorting) {
    this(endpoints, query, sorting, new StoreTotals());
  }

  /** The same, counted together with other queries. */
  public FleetSeries(
      Supplier<List<Endpoint>> endpoints, FleetQuery query, SortSpace sorting, StoreTotals totals) {
    this.totals = totals;
    this.endpoints = endpoints;
    this.query = query;
    this.sorting = sorting;
  }

  /** The series of one question; a series comes once for each part of it that a store sent. */
  public static final class Answer extends ForwardedSeries {
    private final FinalSeries series;
    private final StoreFailures failures;
    private final boolean reduced;

    private Answer(FinalSeries series, StoreFailures failures, boolean reduced) {
      this.series = series;
      this.failures = failures;
      this.reduced = reduced;
    }

    /** Whether series have a hash in place of the labels that are not needed. */
    boolean isReduced() {
      return reduced;
    }

    @Override
    public boolean next() {
      return series.next();
    }

    @Override
    protected FinalSeries current() {
      return series;
    }

    /** What is missing from what was read so far. */
    public Outcome outcome() {
      return FleetSeries.outcome(failures);
    }

    @Override
    public void close() {
      series.close();
    }
  }

  /**
   * Asks the stores that may have something.
   *
   * @param wanted what a store is asked that can do everything; what others cannot is done here
   * @param allEncodings whether chunks of encodings 4 to 6 are understood
   * @throws UnavailableException if nothing may be missing, and no store is there
   */
  public Answer ask(
      List<Matcher> matchers, SeriesRequest wanted, boolean allEncodings, QueryContext context) {
    context.check();
    TimeRange range = new TimeRange(wanted.getMinTime(), wanted.getMaxTime());
    StoreFailures failures = new StoreFailures(query.partial(), range);
    WaitClock clock = new WaitClock();
    List<FinalSeries> answers = new ArrayList<>();
    try {
      List<Endpoint> stores = asked(matchers, range);
      SeriesRequest request = NeededSeries.of(wanted, stores);
      for (Endpoint store : stores) {
        StoreMeter meter = meter(store);
        SeriesRequest whole = whole(request, store);
        StoreFrames frames = frames(store, whole, allEncodings, context, clock, meter);
        answers.add(inOrder(store, frames, matchers, whole, context, failures, meter));
      }
      return new Answer(
          answers.size() == 1 ? answers.getFirst() : new JoinedFinalSeries(answers),
          failures,
          request.hasReduction());
    } catch (RuntimeException e) {
      answers.forEach(FinalSeries::close);
      throw e;
    }
  }

  private StoreMeter meter(Endpoint store) {
    StoreMeter meter = meters.computeIfAbsent(store.address(), _ -> new StoreMeter(totals.meter()));
    meter.call(store.info().clusters());
    return meter;
  }

  private static SeriesRequest whole(SeriesRequest request, Endpoint store) {
    return SeriesCall.withoutLateLabel(request, store.info().store().orElseThrow());
  }

  /** Asks a store as much as it can do. */
  private StoreFrames frames(
      Endpoint store,
      SeriesRequest whole,
      boolean allEncodings,
      QueryContext context,
      WaitClock clock,
      StoreMeter meter) {
    SeriesRequest asked =
        SeriesCall.within(whole, store.info().store().orElseThrow()).toBuilder()
            .setSharedLabels(store.info().reduces())
            .build();
    return new StoreFrames(store, asked, allEncodings, context, query, clock, meter);
  }

  /**
   * Asks the stores that may have something how many series they have.
   *
   * @param wanted what a store is asked that can do everything
   * @return empty if a store cannot say, or a series may be in several of them
   * @throws UnavailableException if nothing may be missing, and something is
   */
  Optional<CountAnswer> counts(
      List<Matcher> matchers, SeriesRequest wanted, int steps, QueryContext context) {
    context.check();
    TimeRange range = new TimeRange(wanted.getMinTime(), wanted.getMaxTime());
    List<Endpoint> stores = asked(matchers, range);
    LabelNames removed = LabelNames.of(wanted.getWithoutReplicaLabelsList());
    if (!stores.stream().allMatch(of -> of.info().reduces())
        || !DistinctParts.areAnnounced(stores, matchers, removed)) {
      return Optional.empty();
    }
    StoreFailures failures = new StoreFailures(query.partial(), range);
    WaitClock clock = new WaitClock();
    List<StoreCounts> answers = new ArrayList<>();
    try {
      for (Endpoint store : stores) {
        StoreMeter meter = meter(store);
        StoreFrames frames = frames(store, whole(wanted, store), true, context, clock, meter);
        answers.add(new StoreCounts(store, frames, failures, meter, steps, context));
      }
      return joined(answers, steps, context)
          .map(counts -> new CountAnswer(counts, outcome(failures)));
    } finally {
      answers.forEach(StoreCounts::close);
    }
  }

  private static Optional<SeriesCounts> joined(
      List<StoreCounts> answers, int steps, QueryContext context) {
    List<Labels> parts = new ArrayList<>();
    for (StoreCounts answer : answers) {
      if (!answer.read()) {
        return Optional.empty();
      }
      parts.addAll(answer.parts());
    }
    if (!DistinctParts.are(parts)) {
      return Optional.empty();
    }
    SeriesCounts all = new SeriesCounts(steps, context);
    try {
      answers.forEach(answer -> answer.addTo(all));
      return Optional.of(all);
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** What is missing from what was read so far. What remote stores answer may always change. */
  private static Outcome outcome(StoreFailures failures) {
    return new Outcome(failures.warnings(), failures.isComplete(), Long.MIN_VALUE);
  }

  /** The stores that may have something. */
  List<Endpoint> asked(List<Matcher> matchers, TimeRange range) {
    List<Endpoint> all = endpoints.get();
    if (all.isEmpty() && !query.partial()) {
      throw new UnavailableException("no store answers at the moment, and none may be missing");
    }
    return all.stream()
        .filter(query::asks)
        .filter(of -> of.info().mayHave(matchers, range))
        .toList();
  }

  private FinalSeries inOrder(
      Endpoint store,
      StoreFrames frames,
      List<Matcher> matchers,
      SeriesRequest request,
      QueryContext context,
      StoreFailures failures,
      StoreMeter meter) {
    StoreRange can = store.info().store().orElseThrow();
    LabelNames left =
        can.dropsLabels() ? LabelNames.NONE : LabelNames.of(request.getWithoutReplicaLabelsList());
    Optional<SelectHints.Shard> shard = can.shards() ? Optional.empty() : SeriesCall.shard(request);
    StoreStream stream =
        new StoreStream(
            store,
            frames,
            failures,
            meter,
            request.getSkipChunks(),
            left,
            shard,
            request.hasReduction());
    if (left.isEmpty()) {
      return stream;
    }
    return new ResortedSeries(
        stream,
        () -> OrderKey.of(Labels.EMPTY, left, matchers, stream),
        sorting.bytes(),
        sorting.scratch(),
        context);
  }

  /** What the answers so far cost, by store; complete once they are closed. */
  public List<StoreFigures> figures() {
    List<StoreFigures> figures = new ArrayList<>();
    meters.forEach((address, meter) -> figures.add(meter.figures(address)));
    return figures;
  }
}
