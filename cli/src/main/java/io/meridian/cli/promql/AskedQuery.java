package io.meridian.cli.promql;

import io.meridian.model.InvalidRequestException;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.service.api.ApiTime;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A query with what Prometheus' API was asked beside it, and perhaps what it answered: a line of a
 * file of queries.
 *
 * @param query the text
 * @param json the line as it is: {@code query}, {@code type}, which is {@code instant} with {@code
 *     time} or {@code range} with {@code start}, {@code end} and {@code step}
 */
record AskedQuery(String query, JsonNode json) {
  static AskedQuery of(JsonNode json) {
    return new AskedQuery(text(json, "query"), json);
  }

  /**
   * When the query is evaluated.
   *
   * @throws InvalidRequestException as Prometheus if that makes no sense
   */
  QueryTimes times() {
    return switch (text(json, "type")) {
      case "instant" -> QueryTimes.instant(ApiTime.instant("time", text(json, "time")));
      case "range" -> ApiTime.range(text(json, "start"), text(json, "end"), text(json, "step"));
      default ->
          throw new InvalidRequestException(
              "type: expected instant or range, found " + text(json, "type"));
    };
  }

  /** The HTTP status of the answer that is expected. */
  int status() {
    return json.path("status").asInt(200);
  }

  /** The body of the answer that is expected. */
  Optional<JsonNode> response() {
    return Optional.ofNullable(json.get("response"));
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isString()) {
      throw new InvalidRequestException(
          "expected a string in the field " + field + ", found " + value);
    }
    return value.asString();
  }
}
