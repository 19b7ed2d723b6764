package io.meridian.tsdb.merge;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What the real programs say is in a block: the series of a dump in the golden data. */
record Dump(List<Series> series) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A series; {@code samples} holds those of all chunks, and none for a downsampled block. */
  record Series(Labels labels, List<Chunk> chunks, SampleBuffer samples) {}

  /** A chunk; {@code aggregates} is empty unless the block is downsampled. */
  record Chunk(
      long minTime,
      long maxTime,
      String encoding,
      int samples,
      int length,
      String sha256,
      Map<String, Aggregate> aggregates) {}

  /** One aggregate of an aggregate chunk. */
  record Aggregate(String encoding, int length, String sha256, SampleBuffer samples) {}

  static Dump read(Path file) {
    List<Series> series = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        series.add(series(JSON.readTree(line)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Dump(series);
  }

  private static Series series(JsonNode node) {
    Map<String, String> labels = new LinkedHashMap<>();
    node.get("labels").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
    List<Chunk> chunks = new ArrayList<>();
    for (JsonNode chunk : node.path("chunks")) {
      chunks.add(chunk(chunk));
    }
    return new Series(Labels.of(labels), chunks, samples(node.path("samples")));
  }

  private static Chunk chunk(JsonNode node) {
    Map<String, Aggregate> aggregates = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("aggregates").properties()) {
      JsonNode aggregate = entry.getValue();
      aggregates.put(
          entry.getKey(),
          new Aggregate(
              aggregate.get("encoding").asString(),
              aggregate.get("len").asInt(),
              aggregate.get("bytes_sha256").asString(),
              samples(aggregate.get("samples"))));
    }
    return new Chunk(
        node.get("mint").asLong(),
        node.get("maxt").asLong(),
        node.get("encoding").asString(),
        node.path("n").asInt(0),
        node.path("len").asInt(0),
        node.path("bytes_sha256").asString(""),
        aggregates);
  }

  private static SampleBuffer samples(JsonNode nodes) {
    SampleBuffer samples = new SampleBuffer();
    for (JsonNode node : nodes) {
      long time = node.get(0).asLong();
      long startTime = node.path(2).asLong(0);
      if (node.get(1).isString()) {
        samples.add(time, number(node.get(1)), startTime);
      } else {
        addHistogram(samples.lane(), node.get(1));
        samples.addHistogram(time, number(node.get(1).get("sum")), startTime);
      }
    }
    return samples;
  }

  private static void addHistogram(HistogramLane lane, JsonNode node) {
    boolean integer = node.get("kind").asString().equals("int");
    HistogramLayout layout =
        new HistogramLayout(
            node.get("schema").asInt(),
            number(node.get("zero_threshold")),
            spans(node.path("pos_spans")),
            spans(node.path("neg_spans")),
            numbers(node.path("custom_values")));
    String hint = node.get("hint").asString().toUpperCase(Locale.ROOT);
    int index = lane.add(layout, integer, CounterResetHint.valueOf(hint));
    int at = lane.start(index);
    lane.words()[at] = word(node.get("count"), integer);
    lane.words()[at + 1] = word(node.get("zero_count"), integer);
    lane.words()[at + 2] = bits(node.get("sum"));
    at = lane.positiveStart(index);
    for (String side : List.of("pos", "neg")) {
      long count = 0;
      for (JsonNode bucket : node.path(side + (integer ? "_deltas" : "_counts"))) {
        count = integer ? count + bucket.asLong() : bits(bucket);
        lane.words()[at++] = count;
      }
    }
  }

  private static long word(JsonNode node, boolean integer) {
    return integer ? node.asLong() : bits(node);
  }

  private static long bits(JsonNode node) {
    return HexFormat.fromHexDigitsToLong(node.asString());
  }

  private static double number(JsonNode node) {
    return Double.longBitsToDouble(bits(node));
  }

  private static double[] numbers(JsonNode nodes) {
    double[] numbers = new double[nodes.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(nodes.get(i));
    }
    return numbers;
  }

  private static Spans spans(JsonNode nodes) {
    int[] offsets = new int[nodes.size()];
    int[] lengths = new int[nodes.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = nodes.get(i).get(0).asInt();
      lengths[i] = nodes.get(i).get(1).asInt();
    }
    return Spans.of(offsets, lengths);
  }
}
