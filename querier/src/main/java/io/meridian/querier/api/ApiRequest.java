package io.meridian.querier.api;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.promql.syntax.Syntax;
import io.meridian.service.api.ApiTime;
import io.meridian.service.http.Method;
import io.meridian.service.http.Parameters;
import io.meridian.service.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request with its parameters, of the address and of the form that it may have. As in Prometheus
 * those of the form come first, and an empty one is none.
 */
final class ApiRequest {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Request request;
  private final Parameters parameters;

  private ApiRequest(Request request, Parameters parameters) {
    this.request = request;
    this.parameters = parameters;
  }

  /** Reads the form, if there is one. */
  static ApiRequest of(Request request) throws InterruptedException {
    boolean form =
        request.method() == Method.POST
            && request
                .headers()
                .first("Content-Type")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .startsWith(FORM);
    return new ApiRequest(
        request,
        form ? Parameters.parse(request.body().text()).and(request.query()) : request.query());
  }

  /** The request as it came. */
  Request raw() {
    return request;
  }

  /** A parameter that is there and not empty. */
  Optional<String> text(String name) {
    return parameters.first(name).filter(value -> !value.isEmpty());
  }

  /** All values of a parameter. */
  List<String> all(String name) {
    return parameters.all(name);
  }

  /** A query, which may be empty, and then is none that can be parsed. */
  String query() {
    return text("query").orElse("");
  }

  /** A boolean in any of Go's forms. */
  boolean flag(String name, boolean otherwise) {
    return text(name)
        .map(value ->
            switch (value) {
              case "1", "t", "T", "true", "TRUE", "True" -> true;
              case "0", "f", "F", "false", "FALSE", "False" -> false;
              default ->
                  throw new InvalidRequestException(
                      invalid(name) + ": \"" + value + "\" is neither true nor false");
            })
        .orElse(otherwise);
  }

  /** At most so many, 0 for no limit. */
  int limit(int otherwise) {
    return text("limit").map(ApiRequest::limit).orElse(otherwise);
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 0) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(
          invalid("limit") + ": \"" + text + "\" is no whole number up to " + Integer.MAX_VALUE, e);
    }
    throw new InvalidRequestException(invalid("limit") + ": limit must be non-negative");
  }

  /** An instant, Unix milliseconds. */
  Optional<Long> instant(String name) {
    return text(name).map(value -> ApiTime.instant(invalid(name), value));
  }

  /** An instant that must be there. */
  long requiredInstant(String name) {
    return ApiTime.instant(invalid(name), text(name).orElse(""));
  }

  /** A duration in milliseconds. */
  Optional<Long> duration(String name) {
    return text(name).map(value -> ApiTime.duration(invalid(name), value));
  }

  /** From {@code start} to {@code end}, each as far as can be if it is not there. */
  TimeRange range() {
    return range(instant("start").orElse(ApiTime.FIRST), instant("end").orElse(ApiTime.LAST));
  }

  static TimeRange range(long start, long end) {
    if (end < start) {
      throw new InvalidRequestException(
          invalid("end") + ": end timestamp must not be before start time");
    }
    return new TimeRange(start, end);
  }

  /** The selectors of a parameter, each a list of matchers. */
  List<List<Matcher>> selectors(String name) {
    List<List<Matcher>> selectors = new ArrayList<>();
    for (String selector : all(name)) {
      try {
        selectors.add(Syntax.parseSelector(selector));
      } catch (InvalidRequestException e) {
        throw new InvalidRequestException(invalid(name) + ": " + e.getMessage(), e);
      }
    }
    return selectors;
  }

  /** What a refusal of a parameter begins with, in Prometheus' words. */
  static String invalid(String name) {
    return "invalid parameter \"" + name + "\"";
  }
}
