package io.meridian.promql;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.promql.syntax.GoldenQueries;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The dumps of golden blocks: all that a server over these blocks knows. */
final class DumpedSeries {
  private static final int TOTALS = 3;

  private DumpedSeries() {}

  /** The series of the blocks in some golden folders together. */
  static MemorySource of(String... folders) {
    MemorySource source = new MemorySource();
    for (String folder : folders) {
      GoldenQueries.lines("golden/" + folder + "/dump.jsonl.gz")
          .forEach(series -> add(series, source));
    }
    return source;
  }

  private static void add(JsonNode series, MemorySource source) {
    LabelsBuilder labels = new LabelsBuilder();
    series.get("labels").forEachEntry((name, value) -> labels.set(name, value.asString()));
    SampleBuffer samples = new SampleBuffer();
    for (JsonNode sample : series.get("samples")) {
      long time = sample.get(0).asLong();
      long start = sample.size() > 2 ? sample.get(2).asLong() : 0;
      if (sample.get(1).isString()) {
        samples.add(time, bits(sample.get(1)), start);
      } else {
        addHistogram(sample.get(1), samples.lane());
        samples.addHistogram(time, bits(sample.get(1).get("sum")), start);
      }
    }
    source.add(labels.build(), samples);
  }

  private static void addHistogram(JsonNode histogram, HistogramLane lane) {
    boolean integer = histogram.get("kind").asString().equals("int");
    HistogramLayout layout =
        new HistogramLayout(
            histogram.get("schema").asInt(),
            bits(histogram.get("zero_threshold")),
            spans(histogram.path("pos_spans")),
            spans(histogram.path("neg_spans")),
            stream(histogram.path("custom_values")).mapToDouble(DumpedSeries::bits).toArray());
    String hint = histogram.get("hint").asString().toUpperCase(Locale.ROOT);
    int index = lane.add(layout, integer, CounterResetHint.valueOf(hint));
    int at = lane.start(index);
    lane.words()[at] = word(histogram.get("count"), integer);
    lane.words()[at + 1] = word(histogram.get("zero_count"), integer);
    lane.words()[at + 2] = Double.doubleToRawLongBits(bits(histogram.get("sum")));
    at = addBuckets(histogram, "pos", integer, lane, at + TOTALS);
    addBuckets(histogram, "neg", integer, lane, at);
  }

  private static int addBuckets(
      JsonNode histogram, String side, boolean integer, HistogramLane lane, int from) {
    int at = from;
    long count = 0;
    for (JsonNode bucket : histogram.path(side + (integer ? "_deltas" : "_counts"))) {
      count = integer ? count + bucket.asLong() : word(bucket, false);
      lane.words()[at++] = count;
    }
    return at;
  }

  private static long word(JsonNode value, boolean integer) {
    return integer ? value.asLong() : Double.doubleToRawLongBits(bits(value));
  }

  private static double bits(JsonNode text) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(text.asString(), 16));
  }

  private static Spans spans(JsonNode pairs) {
    return Spans.of(
        stream(pairs)
            .flatMapToInt(pair -> IntStream.of(pair.get(0).asInt(), pair.get(1).asInt()))
            .toArray());
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
