package io.meridian.storeapi.serve;

import io.meridian.model.LabelBytes;
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
import io.meridian.tsdb.chunk.ChunkFormat;
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
      query.range().ifPresent(range -> stores.forEach(store -> open(store, range, opened)));
      send(opened.size() == 1 ? opened.getFirst() : new JoinedFinalSeries(opened));
      if (options.blockHints() && query.hints().wanted()) {
        frames.hints(query.hints().answer(use, sent).toByteArray());
      }
      frames.finish();
    } finally {
      opened.forEach(FinalSeries::close);
    }
  }

  private void open(SeriesStore store, TimeRange range, List<FinalSeries> into) {
    Optional<List<Matcher>> matchers =
        RequestMatchers.without(store.externalLabels(), query.matchers());
    if (matchers.isEmpty()) {
      return;
    }
    ChunkRequest request =
        new ChunkRequest(
            matchers.get(),
            range,
            query.maxResolution(),
            query.skipChunks(),
            query.allEncodings() ? ChunkFormat.START_TIMES : ChunkFormat.COMPATIBLE,
            context,
            query.hints(),
            use,
            cause -> missing.failed(store, cause));
    try {
      RewrittenSeries series = new RewrittenSeries(store, store.series(request), query, missing);
      into.add(new StoredFinalSeries(store, inOrder(store, series, matchers.get()), missing));
    } catch (RuntimeException e) {
      missing.failed(store, e);
    }
  }

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
