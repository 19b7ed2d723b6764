package io.meridian.cli.promql;

import io.meridian.cli.console.ByteText;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryFailedException;
import io.meridian.model.QueryTimeoutException;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.syntax.QueryText;
import java.util.ArrayList;
import java.util.List;

/** What Prometheus' API would answer. */
sealed interface ApiAnswer {
  /** How many remarks of a level Prometheus gives. */
  int MOST_REMARKS = 10;

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
      new AnswerJson(out).put(value, warnings, infos);
    }
  }

  /**
   * An error.
   *
   * @param type one word for its kind
   */
  record Failure(int status, String type, String message) implements ApiAnswer {
    @Override
    public void put(ByteText out) {
      new AnswerJson(out).putError(type, message);
    }
  }

  /** A result with texts for its annotations. */
  static ApiAnswer of(String query, QueryResult result) {
    return new Success(
        result.value(),
        texts(query, result, Annotation.Level.WARNING),
        texts(query, result, Annotation.Level.INFO));
  }

  /** The remarks of a level; at most {@value #MOST_REMARKS}, and how many more there are. */
  static List<String> texts(String query, QueryResult result, Annotation.Level level) {
    QueryText text = QueryText.of(query);
    List<String> all =
        result.annotations().stream()
            .filter(annotation -> annotation.level() == level)
            .map(annotation ->
                "%s: %s (%s)"
                    .formatted(
                        level.prefix(), annotation.text(), text.place(annotation.position())))
            .toList();
    if (all.size() <= MOST_REMARKS) {
      return all;
    }
    List<String> cut = new ArrayList<>(all.subList(0, MOST_REMARKS));
    cut.add(omitted(all.size() - MOST_REMARKS, level));
    return cut;
  }

  private static String omitted(int remarks, Annotation.Level level) {
    String kind =
        switch (level) {
          case WARNING -> "warning";
          case INFO -> "info";
        };
    return remarks + " more " + kind + " annotations omitted";
  }

  /** The error that a failed query ends in. */
  static ApiAnswer of(MeridianException failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case InvalidRequestException _ ->
          new Failure(400, "bad_data", "invalid parameter \"query\": " + message);
      case QueryFailedException _, LimitExceededException _ ->
          new Failure(422, "execution", message);
      case QueryTimeoutException _ -> new Failure(503, "timeout", message);
      case QueryCancelledException _ -> new Failure(503, "canceled", message);
      default -> throw failure;
    };
  }
}
