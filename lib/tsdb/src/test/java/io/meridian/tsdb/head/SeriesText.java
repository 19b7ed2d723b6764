package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What series hold, as text to be compared: floats bit by bit, histograms by their buckets, start
 * timestamps where there are any.
 */
public final class SeriesText {
  private SeriesText() {}

  /** All series of a source in the order that it gives them; a head must give the same chunks. */
  public static Map<Labels, List<String>> of(SeriesSource source, Matcher... matchers) {
    Map<Labels, List<String>> all = new LinkedHashMap<>();
    SampleBuffer samples = new SampleBuffer();
    SelectHints hints = SelectHints.of(TimeRange.ALL);
    try (SeriesCursor cursor = source.select(List.of(matchers), hints, QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            all.put(batch.labels(i), texts(samples));
          }
        }
      }
    }
    if (source instanceof Head head) {
      QueryContext context = QueryContext.unlimited();
      assertThat(of(head.chunkSeries(List.of(matchers), TimeRange.ALL, context)))
          .containsExactlyEntriesOf(all);
      assertThat(context.bytes()).isZero();
    }
    return all;
  }

  /**
   * All series of a walk over chunks, which is closed then. Chunks must say where their samples
   * begin and end, and follow each other.
   */
  public static Map<Labels, List<String>> of(ChunkSeriesCursor cursor) {
    Map<Labels, List<String>> all = new LinkedHashMap<>();
    ChunkDecoder decoder = new ChunkDecoder();
    SampleBuffer samples = new SampleBuffer();
    try (cursor) {
      while (cursor.next()) {
        samples.clear();
        for (int i = 0; i < cursor.chunks(); i++) {
          int before = samples.size();
          ChunkBytes chunk = cursor.chunk(i);
          decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
          assertThat(cursor.chunkEncoding(i)).isEqualTo(chunk.encoding());
          assertThat(cursor.chunkMinTime(i)).isEqualTo(samples.time(before));
          assertThat(cursor.chunkMaxTime(i)).isEqualTo(samples.time(samples.size() - 1));
          assertThat(i > 0 && cursor.chunkMinTime(i) <= cursor.chunkMaxTime(i - 1)).isFalse();
        }
        Labels labels = Labels.copyOf(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo());
        all.put(labels, texts(samples));
      }
    }
    return all;
  }

  private static List<String> texts(SampleBuffer samples) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      int index = samples.laneIndex(i);
      texts.add(
          samples.time(i)
              + " "
              + (index < 0 ? bits(samples.value(i)) : histogram(samples.lane(), index))
              + since(samples.startTime(i)));
    }
    return texts;
  }

  private static String since(long startTime) {
    return startTime == 0 ? "" : " since " + startTime;
  }

  /** The same samples without their start timestamps. */
  static List<String> withoutStarts(List<String> samples) {
    return samples.stream().map(text -> text.replaceFirst(" since -?\\d+$", "")).toList();
  }

  private static String bits(double value) {
    return "%016x".formatted(Double.doubleToRawLongBits(value));
  }

  private static String histogram(HistogramLane lane, int index) {
    HistogramLayout layout = lane.layout(index);
    if (StaleMarker.isStale(lane.sum(index))) {
      return "stale histogram";
    }
    return "%d %d %s %d %s %s %s"
        .formatted(
            lane.words()[lane.start(index)],
            lane.words()[lane.start(index) + 1],
            bits(lane.sum(index)),
            layout.schema(),
            buckets(layout.positive(), lane.words(), lane.positiveStart(index)),
            buckets(layout.negative(), lane.words(), lane.negativeStart(index)),
            Arrays.toString(layout.customBounds()));
  }

  private static Map<Integer, Long> buckets(Spans spans, long[] words, int from) {
    Map<Integer, Long> filled = new TreeMap<>();
    int at = from;
    int bucket = 0;
    for (int span = 0; span < spans.size(); span++) {
      bucket += spans.offset(span);
      for (int i = 0; i < spans.length(span); i++, bucket++, at++) {
        if (words[at] != 0) {
          filled.put(bucket, words[at]);
        }
      }
    }
    return filled;
  }

  /** The samples of a series as Prometheus decoded them. */
  static List<String> of(JsonNode series) {
    List<String> texts = new ArrayList<>();
    for (JsonNode sample : series.path("samples")) {
      texts.add(
          sample.get("t").asLong()
              + " "
              + sample.get("v").asString()
              + since(sample.path("st").asLong(0)));
    }
    for (JsonNode histogram : series.path("histograms")) {
      texts.add(
          histogram.get("t").asLong()
              + " "
              + histogram(histogram)
              + since(histogram.path("st").asLong(0)));
    }
    return texts;
  }

  private static String histogram(JsonNode node) {
    String sum = node.get("sum").asString();
    if (sum.equals("%016x".formatted(StaleMarker.BITS))) {
      return "stale histogram";
    }
    List<Double> bounds = new ArrayList<>();
    for (JsonNode bound : node.path("custom_values")) {
      bounds.add(Double.longBitsToDouble(Long.parseUnsignedLong(bound.asString(), 16)));
    }
    return "%d %d %s %d %s %s %s"
        .formatted(
            word(node.get("count")),
            word(node.get("zero_count")),
            sum,
            node.get("schema").asInt(),
            buckets(node, "pos"),
            buckets(node, "neg"),
            bounds);
  }

  /** A whole number, or the bits of a double as hexadecimal digits. */
  private static long word(JsonNode node) {
    return node.isString() ? Long.parseUnsignedLong(node.asString(), 16) : node.asLong();
  }

  private static Map<Integer, Long> buckets(JsonNode node, String side) {
    Map<Integer, Long> filled = new TreeMap<>();
    boolean absolute = node.get("count").isString();
    JsonNode numbers = node.path(side + (absolute ? "_counts" : "_deltas"));
    int bucket = 0;
    int at = 0;
    long count = 0;
    for (JsonNode span : node.path(side + "_spans")) {
      bucket += span.path("offset").asInt(0);
      for (int i = 0; i < span.path("length").asInt(0); i++, bucket++) {
        long number = word(numbers.get(at++));
        count = absolute ? number : count + number;
        if (count != 0) {
          filled.put(bucket, count);
        }
      }
    }
    return filled;
  }
}
