package io.meridian.cli.promql;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryFailedException;
import io.meridian.model.QueryTimeoutException;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.Annotation;
import io.meridian.service.api.ApiEnvelope;
import io.meridian.service.api.ApiFailure;
import io.meridian.service.api.Remarks;
import io.meridian.service.api.ResultJson;
import io.meridian.service.text.ByteText;
import java.util.List;

/** What Prometheus' API would answer. */
sealed interface ApiAnswer {
  /** The HTTP status. */
  int status();

  /** Writes the body. */
  void put(ByteText out);

  /** A result with its remarks. */
  record Success(QueryResult.Value value, List<String> warnings, List<String> infos)
      implements ApiAnswer {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public void put(ByteText out) {
      ApiEnvelope.begin(out);
      new ResultJson(out).put(value);
      ApiEnvelope.end(out, warnings, infos);
    }
  }

  /** An error. */
  record Failure(ApiFailure failure) implements ApiAnswer {
    @Override
    public int status() {
      return failure.status();
    }

    @Override
    public void put(ByteText out) {
      failure.put(out);
    }
  }

  /** A result with texts for its annotations. */
  static ApiAnswer of(String query, QueryResult result) {
    return new Success(
        result.value(),
        Remarks.texts(query, result, Annotation.Level.WARNING),
        Remarks.texts(query, result, Annotation.Level.INFO));
  }

  /** The error that a failed query ends in; those of storage are thrown. */
  static ApiAnswer of(MeridianException failure) {
    return switch (failure) {
      case InvalidRequestException _ ->
          new Failure(ApiFailure.badData("invalid parameter \"query\": " + failure.getMessage()));
      case QueryFailedException _,
          LimitExceededException _,
          QueryTimeoutException _,
          QueryCancelledException _ ->
          new Failure(ApiFailure.of(failure));
      default -> throw failure;
    };
  }
}
