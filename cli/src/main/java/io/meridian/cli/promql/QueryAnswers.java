package io.meridian.cli.promql;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesSource;
import io.meridian.promql.Analysis;
import io.meridian.promql.Engine;
import io.meridian.promql.QueryResult;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.service.api.ApiFailure;
import java.time.Duration;

/**
 * Answers queries over stored series.
 *
 * @param timeout how long a query may run
 * @param maxBytes how much memory it may hold
 */
record QueryAnswers(Engine engine, SeriesSource series, Duration timeout, long maxBytes) {

  /** What Prometheus' API would answer; errors of storage are thrown. */
  ApiAnswer answer(AskedQuery asked) {
    QueryTimes times;
    try {
      times = asked.times();
    } catch (InvalidRequestException e) {
      return new ApiAnswer.Failure(ApiFailure.of(e));
    }
    return answer(asked.query(), times);
  }

  /** What Prometheus' API would answer; errors of storage are thrown. */
  ApiAnswer answer(String query, QueryTimes times) {
    try {
      return ApiAnswer.of(query, result(engine.parse(query), times));
    } catch (MeridianException e) {
      return ApiAnswer.of(e);
    }
  }

  /** An answer with what each operator took; errors are thrown. */
  Analysis analysis(String query, QueryTimes times) {
    return engine.analyze(engine.parse(query), times, series, context());
  }

  private QueryContext context() {
    return new QueryContext(System::nanoTime, timeout, maxBytes, Long.MAX_VALUE);
  }

  private QueryResult result(Expression query, QueryTimes times) {
    return times.isInstant()
        ? engine.instant(query, times.start(), series, context())
        : engine.range(query, times, series, context());
  }
}
