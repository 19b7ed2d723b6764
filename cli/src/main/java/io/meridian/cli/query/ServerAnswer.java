package io.meridian.cli.query;

import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A query's result as a server gave it, with its remarks.
 *
 * @param isRange whether series have several points each
 * @param series of a number or a string one without labels
 */
record ServerAnswer(
    boolean isRange, List<Series> series, List<String> warnings, List<String> infos) {

  /**
   * One series.
   *
   * @param points in order of time
   */
  record Series(Labels labels, List<Point> points) {
    /** As PromQL has it: {@code up{job="a"}}. */
    String name() {
      String name = labels.get(Labels.METRIC_NAME).orElse("");
      Map<String, String> others = new LinkedHashMap<>(labels.toMap());
      if (!name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*")) {
        return labels.toString();
      }
      others.remove(Labels.METRIC_NAME);
      return others.isEmpty() ? name : name + Labels.of(others);
    }
  }

  /**
   * One sample.
   *
   * @param time Unix milliseconds
   * @param text the number, the string, or a histogram's count, sum and buckets
   */
  record Point(long time, String text) {
    /** The number; NaN if it is none. */
    double number() {
      return switch (text) {
        case "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> parsed(text);
      };
    }

    private static double parsed(String text) {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
  }

  /**
   * What stands in the body of an answer that is no error.
   *
   * @throws IllegalArgumentException where it is no result of a query
   */
  static ServerAnswer of(JsonNode body) {
    JsonNode data = body.path("data");
    String type = data.path("resultType").asString("");
    JsonNode result = data.path("result");
    List<Series> series = new ArrayList<>();
    switch (type) {
      case "scalar", "string" ->
          series.add(new Series(Labels.EMPTY, List.of(new Point(time(result), text(result)))));
      case "vector", "matrix" -> result.forEach(each -> series.add(series(each)));
      default ->
          throw new IllegalArgumentException(
              "expected a scalar, string, vector or matrix, found \"" + type + "\"");
    }
    return new ServerAnswer(
        type.equals("matrix"), series, texts(body.path("warnings")), texts(body.path("infos")));
  }

  private static Series series(JsonNode json) {
    Map<String, String> labels = new LinkedHashMap<>();
    json.path("metric").forEachEntry((name, value) -> labels.put(name, value.asString("")));
    List<Point> points = new ArrayList<>();
    json.path("values").forEach(pair -> points.add(new Point(time(pair), text(pair))));
    json.path("histograms").forEach(pair -> points.add(new Point(time(pair), histogram(pair))));
    if (json.has("value")) {
      points.add(new Point(time(json.path("value")), text(json.path("value"))));
    }
    if (json.has("histogram")) {
      points.add(new Point(time(json.path("histogram")), histogram(json.path("histogram"))));
    }
    points.sort((a, b) -> Long.compare(a.time(), b.time()));
    return new Series(Labels.of(labels), points);
  }

  private static long time(JsonNode pair) {
    return Math.round(pair.path(0).asDouble(0) * 1000);
  }

  private static String text(JsonNode pair) {
    return pair.path(1).asString("");
  }

  /** As in {@code {count:3, sum:4, (0.5,1]:2, (1,2]:1}}. */
  private static String histogram(JsonNode pair) {
    JsonNode histogram = pair.path(1);
    StringBuilder text = new StringBuilder("{count:");
    text.append(histogram.path("count").asString("")).append(", sum:");
    text.append(histogram.path("sum").asString(""));
    for (JsonNode bucket : histogram.path("buckets")) {
      int bounds = bucket.path(0).asInt(0);
      text.append(", ").append(bounds == 1 || bounds == 3 ? '[' : '(');
      text.append(bucket.path(1).asString("")).append(',').append(bucket.path(2).asString(""));
      text.append(bounds == 0 || bounds == 3 ? ']' : ')').append(':');
      text.append(bucket.path(3).asString(""));
    }
    return text.append('}').toString();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asString("")));
    return texts;
  }
}
