package io.meridian.storeapi.proxy;

import io.grpc.Status;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSeries;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.MergedParts;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.order.FinalSeries;
import io.meridian.storeapi.serve.StoreAnswers;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.LabelMessage;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.storeapi.wire.SeriesFrames;
import io.meridian.storeapi.wire.WireBytes;
import java.util.List;
import java.util.function.Consumer;

/**
 * What {@code thanos.Store} answers over all stores. Labels that are to be removed are handed down
 * to stores that can remove them, and removed here from what the others send. A few messages of
 * each store and one series are in memory.
 */
final class FleetAnswers implements StoreAnswers {
  /** How many series a store is asked to put into a message. */
  private static final int BATCH_SERIES = 64;

  private final CallView view;
  private final SortSpace sorting;

  FleetAnswers(CallView view, SortSpace sorting) {
    this.view = view;
    this.sorting = sorting;
  }

  @Override
  public void series(
      SeriesRequest request, boolean allEncodings, QueryContext context, Consumer<Frame> sink) {
    List<Matcher> asked = RequestMatchers.of(request.getMatchersList());
    if (asked.isEmpty()) {
      throw new InvalidRequestException("no matchers: a request for series needs at least one");
    }
    List<Matcher> matchers = view.narrowed(asked);
    checkShard(request);
    if (request.getMinTime() > request.getMaxTime()) {
      return;
    }
    boolean partial =
        isPartial(request.getPartialResponseDisabled(), request.getPartialResponseStrategy());
    FleetQuery query = query(partial, request.getWithoutReplicaLabelsList());
    SeriesFrames frames = new SeriesFrames(request.getResponseBatchSize(), false, sink);
    FleetSeries all = new FleetSeries(view.endpoints(), query, sorting);
    SeriesRequest down = handedDown(request, matchers);
    try (FleetSeries.Answer answer = all.ask(matchers, down, allEncodings, context);
        MergedParts merged = new MergedParts(answer, context)) {
      send(merged, request, allEncodings, frames);
      warnings(answer.outcome()).forEach(frames::warning);
      frames.finish();
    } catch (UnavailableException e) {
      throw refused(partial, e);
    }
  }

  private static void checkShard(SeriesRequest request) {
    long total = request.getShardInfo().getTotalShards();
    long index = request.getShardInfo().getShardIndex();
    if (total >= 1 && (index < 0 || index >= total)) {
      throw new InvalidRequestException(
          "shard %d of %d does not exist; shards count from 0".formatted(index, total));
    }
  }

  /** What stores are asked: hints are for stores that can be named only. */
  private static SeriesRequest handedDown(SeriesRequest request, List<Matcher> matchers) {
    return request.toBuilder()
        .clearMatchers()
        .addAllMatchers(RequestMatchers.write(matchers))
        .clearHints()
        .clearReduction()
        .setResponseBatchSize(BATCH_SERIES)
        .build();
  }

  private static void send(
      FinalSeries series, SeriesRequest request, boolean allEncodings, SeriesFrames frames) {
    PlainChunks plain = new PlainChunks();
    WireBytes written = new WireBytes();
    long limit = request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit();
    for (long sent = 0; sent < limit && series.next(); sent++) {
      byte[] chunks = series.chunkBytes();
      int from = series.chunksFrom();
      int to = series.chunksTo();
      if (request.getSkipChunks()) {
        to = from;
      } else if (!allEncodings && !plain.arePlain(chunks, from, to)) {
        plain.write(chunks, from, to, written.clear());
        chunks = written.bytes();
        from = 0;
        to = written.length();
      }
      frames.series(series.labelBytes(), series.labelsFrom(), series.labelsTo(), chunks, from, to);
    }
  }

  private FleetQuery query(boolean partial, List<String> removed) {
    FleetQuery asked = view.defaults().get().withReplicaLabels(removed, true);
    return partial ? asked : asked.strict();
  }

  static boolean isPartial(boolean disabled, PartialResponseStrategy strategy) {
    return !disabled && strategy != PartialResponseStrategy.ABORT;
  }

  /** Where nothing may be missing, what is missing ends the call for its caller, too. */
  static RuntimeException refused(boolean partial, UnavailableException cause) {
    return partial
        ? cause
        : Status.ABORTED.withDescription(cause.getMessage()).withCause(cause).asRuntimeException();
  }

  /** What is missing, for people. */
  static List<String> warnings(Outcome outcome) {
    return outcome.warnings().stream()
        .map(warning -> "store " + warning.source() + ": " + warning.cause())
        .toList();
  }

  @Override
  public LabelMessage labelNames(LabelNamesRequest request, QueryContext context) {
    boolean partial =
        isPartial(request.getPartialResponseDisabled(), request.getPartialResponseStrategy());
    if (request.getStart() > request.getEnd()) {
      return LabelMessage.NOTHING;
    }
    try {
      LabelAnswer answer =
          source(partial, request.getWithoutReplicaLabelsList())
              .labelNames(
                  view.narrowed(RequestMatchers.of(request.getMatchersList())),
                  new TimeRange(request.getStart(), request.getEnd()),
                  Math.clamp(request.getLimit(), 0, Integer.MAX_VALUE - 1_000_000),
                  context);
      return LabelMessage.of(answer.values(), warnings(answer.outcome()));
    } catch (UnavailableException e) {
      throw refused(partial, e);
    }
  }

  @Override
  public LabelMessage labelValues(LabelValuesRequest request, QueryContext context) {
    if (request.getLabel().isEmpty()) {
      throw new InvalidRequestException("label is empty: values of which label are asked for?");
    }
    boolean partial =
        isPartial(request.getPartialResponseDisabled(), request.getPartialResponseStrategy());
    if (request.getStart() > request.getEnd()) {
      return LabelMessage.NOTHING;
    }
    try {
      LabelAnswer answer =
          source(partial, request.getWithoutReplicaLabelsList())
              .labelValues(
                  request.getLabel(),
                  view.narrowed(RequestMatchers.of(request.getMatchersList())),
                  new TimeRange(request.getStart(), request.getEnd()),
                  Math.clamp(request.getLimit(), 0, Integer.MAX_VALUE - 1_000_000),
                  context);
      return LabelMessage.of(answer.values(), warnings(answer.outcome()));
    } catch (UnavailableException e) {
      throw refused(partial, e);
    }
  }

  private FleetSource source(boolean partial, List<String> removed) {
    return new FleetSource(view.endpoints(), query(partial, removed), sorting, view.totals());
  }
}
