package io.meridian.storeapi.serve;

import io.meridian.api.thanos.Reduction;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.Matcher;
import io.meridian.model.PackedLabels;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.FinalSeries;
import io.meridian.storeapi.order.JoinedFinalSeries;
import io.meridian.storeapi.order.OrderKey;
import io.meridian.storeapi.order.ResortedSeries;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.storeapi.wire.SeriesFrames;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.head.SeriesProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one request for series: those of all stores whose external labels match, in the
 * order of their final labels. A series that several stores have comes once for each of them, one
 * behind the other.
 */
final class SeriesAnswer {
  private final ServeOptions options;
  private final SeriesQuery query;
  private final QueryContext context;
  private final SeriesFrames frames;
  private final MissingParts missing;
  private final CallUse use;
  private long sent;

  SeriesAnswer(ServeOptions options, SeriesQuery query, QueryContext context, SeriesFrames frames) {
    this.options = options;
    this.query = query;
    this.context = context;
    this.frames = frames;
    this.missing = new MissingParts(query.abort(), frames::warning);
    this.use = new CallUse(options.limits());
  }

  /** Sends the answer. */
  void send(List<SeriesStore> stores) {
    List<FinalSeries> opened = new ArrayList<>();
    try (CallGate.Turn _ = options.gate().enter(context)) {
      query
          .range()
          .filter(range -> !openReduced(stores, range, opened))
          .ifPresent(range -> open(stores, range, opened));
      send(opened.size() == 1 ? opened.getFirst() : new JoinedFinalSeries(opened));
      if (options.blockHints() && query.hints().wanted()) {
        frames.hints(query.hints().answer(use, sent).toByteArray());
      }
      frames.finish();
    } finally {
      opened.forEach(FinalSeries::close);
    }
  }

  private void open(List<SeriesStore> stores, TimeRange range, List<FinalSeries> into) {
    List<Asked> asked = new ArrayList<>();
    for (SeriesStore store : stores) {
      RequestMatchers.without(store.externalLabels(), query.matchers())
          .map(matchers -> request(store, matchers, range))
          .ifPresent(request -> asked.add(new Asked(store, request)));
    }
    if (query.coverage() && !query.skipChunks()) {
      new ReplicaGroups(query.removed()).of(asked).forEach(group -> open(group, into));
    } else {
      asked.forEach(one -> open(List.of(one), into));
    }
  }

  private ChunkRequest request(SeriesStore store, List<Matcher> matchers, TimeRange range) {
    return new ChunkRequest(
        matchers,
        range,
        query.windows(),
        List.of(),
        query.maxResolution(),
        query.skipChunks(),
        query.allEncodings() ? ChunkFormat.START_TIMES : ChunkFormat.COMPATIBLE,
        context,
        query.hints(),
        use,
        cause -> missing.failed(store, cause));
  }

  /** Opens a store, or several as the replicas of one. */
  private void open(List<Asked> replicas, List<FinalSeries> into) {
    SeriesStore store = replicas.getFirst().store();
    List<Matcher> matchers = replicas.getFirst().request().matchers();
    try {
      RewrittenSeries series = new RewrittenSeries(store, cursor(replicas), query, missing);
      into.add(new StoredFinalSeries(store, inOrder(store, series, matchers), missing));
    } catch (RuntimeException e) {
      missing.failed(store, e);
    }
  }

  /**
   * Opens reduced series of all stores; returns whether these were asked for and every store has
   * them, which must have one order.
   */
  private boolean openReduced(List<SeriesStore> stores, TimeRange range, List<FinalSeries> into) {
    if (query.reduction().isEmpty() || query.shard().isPresent() || query.skipChunks()) {
      return false;
    }
    List<SeriesStore> matching =
        stores.stream()
            .filter(
                of -> RequestMatchers.without(of.externalLabels(), query.matchers()).isPresent())
            .toList();
    for (SeriesStore store : matching) {
      if (!openReduced(store, query.reduction().get(), matching.size() == 1, range, into)) {
        into.forEach(FinalSeries::close);
        into.clear();
        return false;
      }
    }
    return true;
  }

  /**
   * Opens one store's; where several stores may have a series, all of its samples are needed. A
   * store that fails is missing as it is from whole series, and the others stay reduced.
   */
  private boolean openReduced(
      SeriesStore store,
      Reduction reduction,
      boolean alone,
      TimeRange range,
      List<FinalSeries> into) {
    SeriesProjection projection =
        new SeriesProjection(
            LabelNames.of(reduction.getLabelsList()),
            store.externalLabels(),
            query.removed(),
            alone && reduction.getLastSample());
    List<Matcher> matchers =
        RequestMatchers.without(store.externalLabels(), query.matchers()).orElseThrow();
    try {
      Optional<ChunkSeriesCursor> cursor =
          store.projected(request(store, matchers, range), projection);
      cursor.ifPresent(of ->
          into.add(
              new StoredFinalSeries(
                  store, RewrittenSeries.ofFinal(store, of, query, missing), missing)));
      return cursor.isPresent();
    } catch (RuntimeException e) {
      missing.failed(store, e);
      return true;
    }
  }

  private ChunkSeriesCursor cursor(List<Asked> replicas) {
    Asked first = replicas.getFirst();
    if (replicas.size() == 1) {
      return first.store().series(first.request());
    }
    List<ReplicaChunks.Replica> opened = new ArrayList<>();
    try {
      List<TimeRange> covered = List.of();
      for (Asked each : replicas) {
        openReplica(each.store(), each.request().ofReplica(covered), opened);
        covered = first.store().blockRanges(first.request());
      }
      return new ReplicaChunks(opened, first.request().range(), options.even());
    } catch (RuntimeException e) {
      opened.forEach(replica -> replica.series().close());
      throw e;
    }
  }

  private void openReplica(
      SeriesStore store, ChunkRequest request, List<ReplicaChunks.Replica> into) {
    try {
      ChunkSeriesCursor series = store.series(request);
      into.add(new ReplicaChunks.Replica(series, cause -> missing.failed(store, cause)));
    } catch (RuntimeException e) {
      missing.failed(store, e);
    }
  }

  /** A store and what it is asked. */
  record Asked(SeriesStore store, ChunkRequest request) {}

  private FinalSeries inOrder(SeriesStore store, RewrittenSeries series, List<Matcher> matchers) {
    if (store.externalLabels().isEmpty() && query.removed().isEmpty()) {
      return series;
    }
    return new ResortedSeries(
        series,
        () -> OrderKey.of(store.externalLabels(), query.removed(), matchers, series),
        options.sortBytes(),
        options.scratch(),
        context);
  }

  private void send(FinalSeries series) {
    LabelBytes last = new LabelBytes();
    while (series.next()) {
      boolean same = sent > 0 && isSame(series, last);
      if (!same && sent == query.limit()) {
        return;
      }
      if (same && query.skipChunks()) {
        continue;
      }
      sent += same ? 0 : 1;
      frames.series(
          series.labelBytes(),
          series.labelsFrom(),
          series.labelsTo(),
          series.chunkBytes(),
          series.chunksFrom(),
          series.chunksTo());
      if (!same) {
        last.clear().add(series.labelBytes(), series.labelsFrom(), series.labelsTo());
      }
    }
  }

  private static boolean isSame(FinalSeries series, LabelBytes last) {
    return PackedLabels.equal(
        series.labelBytes(),
        series.labelsFrom(),
        series.labelsTo(),
        last.bytes(),
        0,
        last.length());
  }
}
