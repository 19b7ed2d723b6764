package io.meridian.tsdb.merge;

import io.meridian.model.TimeRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A query of the golden data over deduplicated or downsampled blocks, and Thanos' answer. */
record DedupAnswer(Map<String, String> params, List<Series> series) {
  private static final Pattern RANGE =
      Pattern.compile("(?:(\\w+)\\()?(\\w+)(?:\\{.*})?\\[(\\d+)([mh])]\\)?");

  /** A series of floats: {@code time value}, times in milliseconds. */
  record Series(Map<String, String> labels, List<String> values) {}

  /** A query that is a range of a metric's samples, or a function of that; empty for none. */
  record Range(String function, String metric, TimeRange times) {}

  static List<DedupAnswer> all(Path golden) {
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(golden.resolve("dedup/answers.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> of(json.readTree(line))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DedupAnswer of(JsonNode answer) {
    Map<String, String> params = new HashMap<>();
    answer.get("params").forEach(p -> params.put(p.get(0).asString(), p.get(1).asString()));
    List<Series> series = new ArrayList<>();
    for (JsonNode one : answer.path("response").path("data").path("result")) {
      Map<String, String> labels = new HashMap<>();
      one.path("metric").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
      List<String> values = new ArrayList<>();
      one.path("values").forEach(value -> values.add(sample(value)));
      if (one.has("value")) {
        values.add(sample(one.get("value")));
      }
      if (!values.isEmpty()) {
        series.add(new Series(labels, values));
      }
    }
    return new DedupAnswer(params, series);
  }

  private static String sample(JsonNode value) {
    long time = Math.round(value.get(0).asDouble() * 1_000);
    return time + " " + Double.parseDouble(value.get(1).asString().replace("Inf", "Infinity"));
  }

  /** Milliseconds; −1 where Thanos chooses by itself. */
  long coarsestResolution() {
    String text = params.getOrDefault("max_source_resolution", "0s");
    if (text.equals("auto") || !text.matches("\\d+[smh]")) {
      return -1;
    }
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'h' -> number * 3_600_000;
      case 'm' -> number * 60_000;
      default -> number * 1_000;
    };
  }

  Optional<Range> range() {
    Matcher query = RANGE.matcher(params.getOrDefault("query", ""));
    if (!query.matches() || !params.containsKey("time")) {
      return Optional.empty();
    }
    String function = query.group(1) == null ? "" : query.group(1);
    if (!function.isEmpty() && !function.equals("min_over_time")) {
      return Optional.empty();
    }
    long maxTime = Long.parseLong(params.get("time")) * 1_000;
    long minutes = Long.parseLong(query.group(3)) * (query.group(4).equals("h") ? 60 : 1);
    TimeRange times = new TimeRange(maxTime - minutes * 60_000 + 1, maxTime);
    return Optional.of(new Range(function, query.group(2), times));
  }
}
