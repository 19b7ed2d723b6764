package io.meridian.promql;

import io.meridian.model.BucketCursor;
import io.meridian.model.HistogramLane;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.QueryResult.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Answers of Prometheus' query API and ours in one form, a line a series, every bit of values. */
final class ApiAnswer {
  private ApiAnswer() {}

  /** The data of an answer of Prometheus. */
  static List<String> of(JsonNode data) {
    JsonNode result = data.get("result");
    return switch (data.get("resultType").asString()) {
      case "scalar" -> List.of("scalar " + point(result));
      case "string" -> List.of("string " + result.get(1).asString());
      default -> {
        List<String> lines = new ArrayList<>();
        result.forEach(series -> lines.add(series(series)));
        yield lines;
      }
    };
  }

  private static String series(JsonNode series) {
    LabelsBuilder labels = new LabelsBuilder();
    series.get("metric").forEachEntry((name, value) -> labels.set(name, value.asString()));
    StringBuilder line = new StringBuilder(labels.build().toString());
    for (String member : List.of("value", "values", "histogram", "histograms")) {
      JsonNode points = series.path(member);
      if (member.endsWith("s")) {
        points.forEach(point -> line.append(point(point)));
      } else if (!points.isMissingNode()) {
        line.append(point(points));
      }
    }
    return line.toString();
  }

  private static String point(JsonNode point) {
    String time = " " + Math.round(point.get(0).asDouble() * 1000) + "=";
    JsonNode value = point.get(1);
    if (value.isString()) {
      return time + number(value);
    }
    StringBuilder text = new StringBuilder(time);
    text.append('{').append(number(value.get("count"))).append(' ');
    text.append(number(value.get("sum")));
    for (JsonNode bucket : value.path("buckets")) {
      text.append(
          " [%d %s %s %s]"
              .formatted(
                  bucket.get(0).asInt(),
                  number(bucket.get(1)),
                  number(bucket.get(2)),
                  number(bucket.get(3))));
    }
    return text.append('}').toString();
  }

  static double number(JsonNode text) {
    return switch (text.asString()) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text.asString());
    };
  }

  /** A value of ours. */
  static List<String> of(QueryResult.Value value) {
    return switch (value) {
      case QueryResult.Scalar(long time, double number) ->
          List.of("scalar  " + time + "=" + number);
      case QueryResult.Text text -> List.of("string " + text.text());
      case QueryResult.Vector(List<Series> series) -> lines(series);
      case QueryResult.Matrix(List<Series> series) -> lines(series);
    };
  }

  private static List<String> lines(List<Series> series) {
    return series.stream().map(ApiAnswer::line).toList();
  }

  /** Floats first, then histograms, as the API has them. */
  private static String line(Series series) {
    SampleBuffer samples = series.samples();
    StringBuilder floats = new StringBuilder(series.labels().toString());
    StringBuilder histograms = new StringBuilder();
    for (int i = 0; i < samples.size(); i++) {
      int index = samples.laneIndex(i);
      if (index < 0) {
        floats.append(' ').append(samples.time(i)).append('=').append(samples.value(i));
      } else {
        histograms.append(' ').append(samples.time(i)).append('=');
        append(histograms, samples.lane(), index);
      }
    }
    return floats.append(histograms).toString();
  }

  private static void append(StringBuilder text, HistogramLane lane, int index) {
    text.append('{').append(lane.count(index)).append(' ').append(lane.sum(index));
    BucketCursor bucket = new BucketCursor();
    for (bucket.ascending(lane, index); bucket.next(); ) {
      if (bucket.count() != 0) {
        int bounds = bucket.isLowerInclusive() ? bucket.isUpperInclusive() ? 3 : 1 : 2;
        text.append(
            " [%d %s %s %s]"
                .formatted(
                    bounds == 2 && bucket.isUpperInclusive() ? 0 : bounds,
                    bucket.lower(),
                    bucket.upper(),
                    bucket.count()));
      }
    }
    text.append('}');
  }

  /** The texts of a list, each changed. */
  static List<String> texts(JsonNode array, UnaryOperator<String> change) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(change.apply(text.asString())));
    return texts;
  }
}
