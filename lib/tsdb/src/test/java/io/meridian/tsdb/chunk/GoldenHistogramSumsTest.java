package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.BucketCursor;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramSum;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prometheus' answers to sums over series and over time of the golden histograms: the same numbers
 * to the last bit.
 */
class GoldenHistogramSumsTest {
  private static final Pattern SUM =
      Pattern.compile("sum\\((nh_\\w+)(?:\\{(\\w+)=~\"([^\"]*)\"})?\\)");
  private static final Pattern SUM_OVER_TIME =
      Pattern.compile("sum_over_time\\((nh_\\w+)\\[(\\d+)m]\\)");
  private static final Pattern EACH = Pattern.compile("sum by \\(kind\\) \\((nh_case)\\)");
  private static final long LOOKBACK = 300_000;
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, SampleBuffer> series = new TreeMap<>();
  private int answers;

  @Test
  void areThoseOfPrometheus() throws IOException {
    Path queries = Golden.assumePresent("golden/queries/queries.jsonl.gz");
    load();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(queries)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"query\":\"sum")) {
          query(JSON.readTree(line));
        }
      }
    }

    Conformance.count("golden-histogram-sums", answers);
  }

  private void load() throws IOException {
    ChunkDecoder decoder = new ChunkDecoder();
    GoldenChunk.forEach(
        "golden/histograms/",
        chunk -> {
          String name = chunk.name();
          String labels = name.substring(name.indexOf('{'), name.lastIndexOf('}') + 1);
          SampleBuffer samples = series.computeIfAbsent(labels, key -> new SampleBuffer());
          decoder.decode(chunk.encoding(), chunk.data(), 0, chunk.data().length, samples);
        });
  }

  private void query(JsonNode query) {
    String text = query.get("query").asString();
    Matcher sum = SUM.matcher(text);
    Matcher overTime = SUM_OVER_TIME.matcher(text);
    Matcher each = EACH.matcher(text);
    for (JsonNode result : query.path("response").path("data").path("result")) {
      JsonNode points = result.path("histograms");
      List<JsonNode> all = new ArrayList<>();
      points.forEach(all::add);
      if (result.has("histogram")) {
        all.add(result.get("histogram"));
      }
      for (JsonNode point : all) {
        long time = millis(point.get(0));
        FloatHistogram actual = null;
        if (sum.matches()) {
          actual = sumAt(selected(sum.group(1), sum.group(2), sum.group(3)), time);
        } else if (each.matches()) {
          actual = sumAt(selected(each.group(1), result.get("metric")), time);
        } else if (overTime.matches()) {
          actual =
              sumOver(
                  selected(overTime.group(1), result.get("metric")).getFirst(),
                  time - Long.parseLong(overTime.group(2)) * 60_000,
                  time);
        }
        if (actual != null) {
          assertSame(text + " at " + time, actual, point.get(1));
          answers++;
        }
      }
    }
  }

  private List<SampleBuffer> selected(String name, @Nullable String label, @Nullable String regex) {
    List<SampleBuffer> selected = new ArrayList<>();
    series.forEach((text, samples) -> {
      JsonNode labels = JSON.readTree(text);
      if (labels.get("__name__").asString().equals(name)
          && (label == null || regex == null || labels.path(label).asString("").matches(regex))) {
        selected.add(samples);
      }
    });
    return selected;
  }

  private List<SampleBuffer> selected(String name, JsonNode metric) {
    List<SampleBuffer> selected = new ArrayList<>();
    series.forEach((text, samples) -> {
      JsonNode labels = JSON.readTree(text);
      boolean same = labels.get("__name__").asString().equals(name);
      for (Map.Entry<String, JsonNode> label : metric.properties()) {
        same &= labels.path(label.getKey()).equals(label.getValue());
      }
      if (same) {
        selected.add(samples);
      }
    });
    return selected;
  }

  private static FloatHistogram sumAt(List<SampleBuffer> selected, long time) {
    HistogramSum sum = new HistogramSum();
    boolean begun = false;
    for (SampleBuffer samples : selected) {
      int at = samples.size() - 1;
      while (at >= 0 && samples.time(at) > time) {
        at--;
      }
      if (at >= 0
          && samples.time(at) > time - LOOKBACK
          && !StaleMarker.isStale(samples.value(at))) {
        begun = add(sum, begun, samples, at);
      }
    }
    return sum.settle().compact(0).toHistogram();
  }

  private static FloatHistogram sumOver(SampleBuffer samples, long after, long until) {
    HistogramSum sum = new HistogramSum();
    boolean begun = false;
    for (int i = 0; i < samples.size(); i++) {
      if (samples.time(i) > after
          && samples.time(i) <= until
          && !StaleMarker.isStale(samples.value(i))) {
        begun = add(sum, begun, samples, i);
      }
    }
    return sum.settle().toHistogram();
  }

  private static boolean add(HistogramSum sum, boolean begun, SampleBuffer samples, int at) {
    if (begun) {
      sum.addCompensated(samples.lane(), samples.laneIndex(at));
    } else {
      sum.set(samples.lane(), samples.laneIndex(at));
    }
    return true;
  }

  private static long millis(JsonNode seconds) {
    return new BigDecimal(seconds.asString()).movePointRight(3).longValueExact();
  }

  private static void assertSame(String name, FloatHistogram actual, JsonNode expected) {
    StringBuilder ours = new StringBuilder();
    ours.append(actual.count()).append(' ').append(actual.sum());
    BucketCursor cursor = new BucketCursor().ascending(actual);
    while (cursor.next()) {
      if (cursor.count() != 0) {
        int rule =
            cursor.isLowerInclusive()
                ? cursor.isUpperInclusive() ? 3 : 1
                : cursor.isUpperInclusive() ? 0 : 2;
        ours.append(" %d,%s,%s,%s".formatted(rule, cursor.lower(), cursor.upper(), cursor.count()));
      }
    }
    StringBuilder theirs = new StringBuilder();
    theirs.append(number(expected.get("count"))).append(' ').append(number(expected.get("sum")));
    for (JsonNode bucket : expected.path("buckets")) {
      theirs.append(
          " %d,%s,%s,%s"
              .formatted(
                  bucket.get(0).asInt(),
                  number(bucket.get(1)),
                  number(bucket.get(2)),
                  number(bucket.get(3))));
    }
    assertThat(ours.toString()).as(name).isEqualTo(theirs.toString());
  }

  private static double number(JsonNode text) {
    return Double.parseDouble(text.asString().replace("Inf", "Infinity"));
  }
}
