package io.meridian.storegateway;

import io.meridian.model.HistogramLane;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.QueryResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Answers of a query API and ours by series: each value by its bits, histograms by their sums. */
final class ThanosAnswer {
  private ThanosAnswer() {}

  static Map<String, String> of(JsonNode data) {
    Map<String, String> all = new TreeMap<>();
    JsonNode result = data.get("result");
    switch (data.get("resultType").asString()) {
      case "scalar" -> all.put("scalar", point(result));
      case "string" -> all.put("string", time(result) + "=" + result.get(1).asString());
      default -> addSeries(result, all);
    }
    return all;
  }

  private static void addSeries(JsonNode result, Map<String, String> all) {
    for (JsonNode series : result) {
      LabelsBuilder labels = new LabelsBuilder();
      series.get("metric").forEachEntry((name, value) -> labels.set(name, value.asString()));
      TreeMap<Long, String> points = new TreeMap<>();
      for (String member : List.of("values", "histograms")) {
        series.path(member).forEach(point -> points.put(time(point), point(point)));
      }
      for (String member : List.of("value", "histogram")) {
        if (series.has(member)) {
          points.put(time(series.get(member)), point(series.get(member)));
        }
      }
      all.put(labels.build().toString(), String.join(" ", points.values()));
    }
  }

  private static long time(JsonNode point) {
    return Math.round(point.get(0).asDouble() * 1000);
  }

  private static String point(JsonNode point) {
    JsonNode value = point.get(1);
    return value.isString()
        ? time(point) + "=" + number(value)
        : time(point) + "={" + number(value.get("count")) + " " + number(value.get("sum")) + "}";
  }

  private static double number(JsonNode text) {
    return switch (text.asString()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text.asString());
    };
  }

  /** The sums over all series of an answer of floats, by instant. */
  static Map<Long, Double> points(Map<String, String> series) {
    Map<Long, Double> sums = new TreeMap<>();
    for (String points : series.values()) {
      for (String point : points.split(" ", -1)) {
        int value = point.indexOf('=') + 1;
        sums.merge(
            Long.valueOf(point.substring(0, value - 1)),
            Double.valueOf(point.substring(value)),
            Double::sum);
      }
    }
    return sums;
  }

  static Map<String, String> of(QueryResult result) {
    Map<String, String> all = new TreeMap<>();
    switch (result.value()) {
      case QueryResult.Scalar(long time, double value) -> all.put("scalar", time + "=" + value);
      case QueryResult.Text(long time, String text) -> all.put("string", time + "=" + text);
      case QueryResult.Vector(List<QueryResult.Series> series) -> add(series, all);
      case QueryResult.Matrix(List<QueryResult.Series> series) -> add(series, all);
    }
    return all;
  }

  private static void add(List<QueryResult.Series> series, Map<String, String> all) {
    for (QueryResult.Series of : series) {
      StringBuilder points = new StringBuilder();
      SampleBuffer samples = of.samples();
      for (int i = 0; i < samples.size(); i++) {
        points.append(i == 0 ? "" : " ").append(samples.time(i)).append('=');
        int index = samples.laneIndex(i);
        if (index < 0) {
          points.append(samples.value(i));
        } else {
          HistogramLane lane = samples.lane();
          points.append("{%s %s}".formatted(count(lane, index), lane.sum(index)));
        }
      }
      all.put(of.labels().toString(), points.toString());
    }
  }

  private static double count(HistogramLane lane, int index) {
    long word = lane.words()[lane.start(index)];
    return lane.isInteger(index) ? word : Double.longBitsToDouble(word);
  }
}
