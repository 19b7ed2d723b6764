package io.meridian.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The data of an answer to a query, to be held against another.
 *
 * @param type of the result
 * @param series the points of each series by its labels, in the order of the answer; a point is a
 *     time and a value as they were written
 */
record OracleAnswer(String type, Map<String, List<Map.Entry<String, String>>> series) {
  /** What adding in another order may change. */
  private static final double TOLERANCE = 1e-9;

  static OracleAnswer of(JsonNode data) {
    String type = data.path("resultType").asString();
    Map<String, List<Map.Entry<String, String>>> series = new LinkedHashMap<>();
    JsonNode result = data.path("result");
    switch (type) {
      case "vector" ->
          result.forEach(each -> series.put(labels(each), List.of(point(each.path("value")))));
      case "matrix" -> result.forEach(each -> series.put(labels(each), points(each)));
      default -> series.put("", List.of(point(result)));
    }
    return new OracleAnswer(type, series);
  }

  private static String labels(JsonNode series) {
    Map<String, String> labels = new TreeMap<>();
    series
        .path("metric")
        .properties()
        .forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
    return labels.toString();
  }

  private static List<Map.Entry<String, String>> points(JsonNode series) {
    List<Map.Entry<String, String>> points = new ArrayList<>();
    series.path("values").forEach(each -> points.add(point(each)));
    return points;
  }

  private static Map.Entry<String, String> point(JsonNode pair) {
    return Map.entry(pair.path(0).toString(), pair.path(1).asString());
  }

  /**
   * What another answer has otherwise, or nothing.
   *
   * @param ordered whether the order of series is part of the answer
   */
  String difference(OracleAnswer other, boolean ordered) {
    if (!type.equals(other.type)) {
      return type + " expected, was " + other.type;
    }
    List<String> expected = new ArrayList<>(series.keySet());
    List<String> actual = new ArrayList<>(other.series.keySet());
    if (!ordered) {
      expected.sort(null);
      actual.sort(null);
    }
    if (!expected.equals(actual)) {
      return "series " + expected + " expected, were " + actual;
    }
    for (String each : expected) {
      String difference =
          difference(
              series.getOrDefault(each, List.of()), other.series.getOrDefault(each, List.of()));
      if (!difference.isEmpty()) {
        return each + ": " + difference;
      }
    }
    return "";
  }

  private static String difference(
      List<Map.Entry<String, String>> expected, List<Map.Entry<String, String>> actual) {
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      if (i >= expected.size() || i >= actual.size()) {
        return "%d points expected, were %d: %s and %s"
            .formatted(expected.size(), actual.size(), expected, actual);
      }
      Map.Entry<String, String> one = expected.get(i);
      Map.Entry<String, String> two = actual.get(i);
      if (!one.getKey().equals(two.getKey()) || !isNear(one.getValue(), two.getValue())) {
        return "point %d %s expected, was %s".formatted(i, one, two);
      }
    }
    return "";
  }

  private static boolean isNear(String expected, String actual) {
    if (expected.equals(actual)) {
      return true;
    }
    try {
      double one = Double.parseDouble(expected);
      double two = Double.parseDouble(actual);
      return Math.abs(one - two) <= TOLERANCE * Math.max(1, Math.max(Math.abs(one), Math.abs(two)));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
