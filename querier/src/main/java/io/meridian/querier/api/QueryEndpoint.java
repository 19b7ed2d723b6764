package io.meridian.querier.api;

import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.syntax.Expression;
import io.meridian.querier.run.QueryJob;
import io.meridian.querier.run.QueryRun;
import io.meridian.querier.run.QueryRunner;
import io.meridian.service.api.Remarks;
import io.meridian.service.text.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code query} and {@code query_range}. */
final class QueryEndpoint implements ApiEndpoint {
  static final String TRUNCATED = "results truncated due to limit";

  private final String kind;
  private final Function<ApiRequest, Question> reader;
  private final Tenancy tenancy;
  private final Queries queries;
  private final QueryRunner runner;

  /**
   * An endpoint.
   *
   * @param kind what metrics call it
   */
  QueryEndpoint(
      String kind,
      Function<ApiRequest, Question> reader,
      Tenancy tenancy,
      Queries queries,
      QueryRunner runner) {
    this.kind = kind;
    this.reader = reader;
    this.tenancy = tenancy;
    this.queries = queries;
    this.runner = runner;
  }

  @Override
  public ApiReply answer(ApiRequest request) throws InterruptedException {
    int limit = request.limit(0);
    Question question = reader.apply(request);
    boolean analyze =
        request.text("analyze").filter(t -> t.equals("true") || t.equals("1")).isPresent();
    Expression query = tenancy.restricted(queries.parse(question.text()), request.raw());
    QueryJob job =
        new QueryJob(
            kind,
            tenancy.tenant(request.raw()),
            question.text(),
            question.timeout(),
            request.raw());
    return runner.run(
        job,
        run -> {
          Queries.Found found = queries.find(question, query, analyze, run);
          boolean stats = request.text("stats").isPresent();
          return reply(
              question.text(),
              found,
              limit,
              out -> {
                if (stats) {
                  putStatistics(out, found.result(), run);
                }
                found
                    .explanation()
                    .ifPresent(tree -> {
                      out.put(",\"analysis\":");
                      ExplanationJson.putAnalysis(out, tree, found.stores());
                    });
              });
        });
  }

  private static ApiReply reply(
      String text, Queries.Found found, int limit, Consumer<ByteText> behind) {
    QueryResult result = found.result();
    QueryResult.Value value = result.value();
    List<String> warnings = new ArrayList<>(Warnings.texts(result.outcome()));
    if (limit > 0 && value.series().size() > limit) {
      value = truncated(value, limit);
      warnings.add(TRUNCATED);
    }
    return new ApiReply(
        new ResultData(value, behind),
        Remarks.texts(text, result, Annotation.Level.INFO),
        Remarks.texts(text, result, Annotation.Level.WARNING),
        warnings);
  }

  private static QueryResult.Value truncated(QueryResult.Value value, int limit) {
    List<QueryResult.Series> some = value.series().subList(0, limit);
    return value instanceof QueryResult.Vector
        ? new QueryResult.Vector(some)
        : new QueryResult.Matrix(some);
  }

  /** What the query took, as Prometheus says it; and the bytes that it held at most. */
  private static void putStatistics(ByteText out, QueryResult result, QueryRun run) {
    double seconds = result.statistics().wallNanos() / 1e9;
    double queued = run.queuedNanos() / 1e9;
    out.put(",\"stats\":{\"timings\":{\"evalTotalTime\":").putJsonFloat(seconds);
    out.put(",\"resultSortTime\":0,\"queryPreparationTime\":0,\"innerEvalTime\":")
        .putJsonFloat(seconds);
    out.put(",\"execQueueTime\":").putJsonFloat(queued);
    out.put(",\"execTotalTime\":").putJsonFloat(seconds + queued);
    out.put("},\"samples\":{\"totalQueryableSamples\":").put(result.statistics().samplesRead());
    out.put(",\"samplesRead\":").put(result.statistics().samplesRead());
    out.put(",\"peakBytes\":").put(result.statistics().peakBytes()).put("}}");
  }
}
