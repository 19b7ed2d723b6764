package io.meridian.querier.api;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.QueryGrpc;
import io.meridian.api.thanos.QueryRangeRequest;
import io.meridian.api.thanos.QueryRangeResponse;
import io.meridian.api.thanos.QueryRequest;
import io.meridian.api.thanos.QueryResponse;
import io.meridian.api.thanos.QueryStats;
import io.meridian.api.thanos.ShardInfo;
import io.meridian.api.thanos.StoreMatchers;
import io.meridian.api.thanos.TimeSeriesBatch;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.promql.QueryResult;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.querier.read.SeriesMessage;
import io.meridian.querier.run.QueryJob;
import io.meridian.service.api.ApiTime;
import io.meridian.service.grpc.TenantMetadata;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.serve.Calls;
import io.meridian.storeapi.wire.RequestMatchers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code thanos.Query}: whole queries of other queriers. They stand in the same queue as those that
 * come over HTTP. Where tenancy is enforced they see what the tenant has that their call names.
 *
 * <p>A query that fails ends with ABORTED; an instant one that may lack something is answered with
 * the failure as a warning, as other queriers expect it. Plans are not read, the text says the
 * same.
 */
public final class QueryService extends QueryGrpc.QueryImplBase {
  private final Queries queries;
  private final QuestionReader reader;
  private final FleetParameters parameters;
  private final ApiRoutes.Ground on;
  private final Calls calls;

  /** A service on the ground that the HTTP API stands on. */
  public QueryService(ApiRoutes.Ground on, Calls calls) {
    this.on = on;
    this.calls = calls;
    queries = new Queries(on.engine(), on.helpers(), on.fleet());
    parameters = new FleetParameters(on.defaults().fleet(), on.stores(), on.tenancy());
    reader = new QuestionReader(on.defaults(), parameters, on.clock());
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResponse> observer) {
    calls.stream(
        observer,
        (_, frames) -> {
          try {
            answer(
                question(request, on.clock()),
                "grpc_query",
                request.getResponseBatchSize(),
                series -> frames.send(QueryResponse.newBuilder().setTimeseries(series).build()),
                batch -> frames.send(QueryResponse.newBuilder().setTimeseriesBatch(batch).build()),
                text -> frames.send(QueryResponse.newBuilder().setWarnings(text).build()),
                stats -> frames.send(QueryResponse.newBuilder().setStats(stats).build()));
          } catch (MeridianException e) {
            if (!request.getEnablePartialResponse() || e instanceof QueryCancelledException) {
              throw aborted(e);
            }
            frames.send(
                QueryResponse.newBuilder().setWarnings(String.valueOf(e.getMessage())).build());
          }
        });
  }

  @Override
  public void queryRange(QueryRangeRequest request, StreamObserver<QueryRangeResponse> observer) {
    calls.stream(
        observer,
        (_, frames) -> {
          try {
            answer(
                question(request),
                "grpc_query_range",
                request.getResponseBatchSize(),
                series ->
                    frames.send(QueryRangeResponse.newBuilder().setTimeseries(series).build()),
                batch ->
                    frames.send(QueryRangeResponse.newBuilder().setTimeseriesBatch(batch).build()),
                text -> frames.send(QueryRangeResponse.newBuilder().setWarnings(text).build()),
                stats -> frames.send(QueryRangeResponse.newBuilder().setStats(stats).build()));
          } catch (MeridianException e) {
            throw aborted(e);
          }
        });
  }

  private static RuntimeException aborted(MeridianException cause) {
    return Status.ABORTED.withDescription(cause.getMessage()).withCause(cause).asRuntimeException();
  }

  private Question question(QueryRequest request, InstantSource clock) {
    long time = request.getTimeSeconds() == 0 ? clock.millis() : request.getTimeSeconds() * 1000;
    return question(
        request.getQuery(),
        QueryTimes.instant(time),
        fleet(
            request.getReplicaLabelsList(),
            request.getStoreMatchersList(),
            request.getEnableDedup(),
            request.getEnablePartialResponse()),
        request.getMaxResolutionSeconds(),
        request.getLookbackDeltaSeconds(),
        request.getTimeoutSeconds(),
        request.getShardInfo());
  }

  private Question question(QueryRangeRequest request) {
    if (request.getIntervalSeconds() <= 0) {
      throw new InvalidRequestException(
          "interval_seconds is " + request.getIntervalSeconds() + "; at least 1 is needed");
    }
    return question(
        request.getQuery(),
        ApiTime.range(
            request.getStartTimeSeconds() * 1000,
            request.getEndTimeSeconds() * 1000,
            request.getIntervalSeconds() * 1000),
        fleet(
            request.getReplicaLabelsList(),
            request.getStoreMatchersList(),
            request.getEnableDedup(),
            request.getEnablePartialResponse()),
        request.getMaxResolutionSeconds(),
        request.getLookbackDeltaSeconds(),
        request.getTimeoutSeconds(),
        request.getShardInfo());
  }

  private Question question(
      String text,
      QueryTimes times,
      FleetQuery fleet,
      long resolution,
      long lookback,
      long timeout,
      ShardInfo shard) {
    return new Question(
        text,
        times,
        fleet,
        resolution > 0 ? List.of(resolution * 1000) : reader.usualResolutions(times),
        seconds(lookback),
        seconds(timeout),
        shard.getTotalShards() > 1 ? Optional.of(shard(shard)) : Optional.empty());
  }

  private static Optional<Duration> seconds(long count) {
    return count > 0 ? Optional.of(Duration.ofSeconds(count)) : Optional.empty();
  }

  private static SelectHints.Shard shard(ShardInfo info) {
    if (info.getShardIndex() < 0 || info.getShardIndex() >= info.getTotalShards()) {
      throw new InvalidRequestException(
          "shard %d of %d does not exist; shards count from 0"
              .formatted(info.getShardIndex(), info.getTotalShards()));
    }
    return new SelectHints.Shard(
        info.getShardIndex(),
        info.getTotalShards(),
        new SelectHints.LabelSelection(info.getBy(), info.getLabelsList()));
  }

  private FleetQuery fleet(
      List<String> replicas, List<StoreMatchers> stores, boolean dedup, boolean partial) {
    FleetQuery defaults = on.defaults().fleet();
    FleetQuery query =
        defaults
            .withReplicaLabels(replicas.isEmpty() ? defaults.replicaLabels() : replicas, dedup)
            .withTenant(TenantMetadata.current())
            .withAddresses(
                parameters.addresses(
                    stores.stream()
                        .map(of -> RequestMatchers.of(of.getLabelMatchersList()))
                        .toList()));
    return partial ? query : query.strict();
  }

  private void answer(
      Question question,
      String kind,
      long batchSize,
      Consumer<TimeSeries> one,
      Consumer<TimeSeriesBatch> several,
      Consumer<String> warning,
      Consumer<QueryStats> stats) {
    List<Runnable> whenSent = new ArrayList<>(1);
    try {
      QueryResult result = result(question, kind, whenSent::add);
      send(result.value(), batchSize, one, several);
      List<String> warnings = Warnings.texts(result.outcome());
      if (!warnings.isEmpty()) {
        warning.accept(String.join(", ", warnings));
      }
      long samples = result.statistics().samplesRead();
      stats.accept(QueryStats.newBuilder().setSamplesTotal(samples).build());
    } finally {
      whenSent.forEach(Runnable::run);
    }
  }

  /** Sends series as their reader takes them; a message is made when it is its turn. */
  private static void send(
      QueryResult.Value value,
      long batchSize,
      Consumer<TimeSeries> one,
      Consumer<TimeSeriesBatch> several) {
    TimeSeriesBatch.Builder batch = TimeSeriesBatch.newBuilder();
    for (QueryResult.Series series : series(value)) {
      TimeSeries message = SeriesMessage.of(series.labels(), series.samples());
      if (batchSize <= 1) {
        one.accept(message);
      } else if (batch.addSeries(message).getSeriesCount() >= batchSize) {
        several.accept(batch.build());
        batch.clear();
      }
    }
    if (batch.getSeriesCount() > 0) {
      several.accept(batch.build());
    }
  }

  private QueryResult result(Question question, String kind, Consumer<Runnable> whenSent) {
    String tenant = question.fleet().tenant();
    Expression query = on.tenancy().restricted(queries.parse(question.text()), tenant);
    QueryJob job =
        new QueryJob(
            kind,
            tenant,
            question.text(),
            question.timeout(),
            "",
            gone -> Context.current().addListener(_ -> gone.run(), Runnable::run),
            whenSent);
    try {
      return on.runner().run(job, run -> queries.find(question, query, false, run).result());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryCancelledException("the query was cancelled", e);
    }
  }

  /** Series of an answer; a number is one series without labels. */
  private static List<QueryResult.Series> series(QueryResult.Value value) {
    return switch (value) {
      case QueryResult.Scalar(long time, double number) -> {
        SampleBuffer sample = new SampleBuffer(1);
        sample.add(time, number);
        yield List.of(new QueryResult.Series(Labels.EMPTY, sample));
      }
      case QueryResult.Text _ ->
          throw new InvalidRequestException("a query whose answer is a text has no series");
      default -> value.series();
    };
  }
}
