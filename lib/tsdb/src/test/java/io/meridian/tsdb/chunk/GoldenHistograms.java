package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Histograms as the dumps of the golden data have them. */
final class GoldenHistograms {
  private GoldenHistograms() {}

  static CounterResetHint hint(String name) {
    return CounterResetHint.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Compares samples, histograms among them or not, with those of a dump. */
  static void assertSamples(String name, SampleBuffer buffer, Iterable<JsonNode> samples) {
    int at = 0;
    for (JsonNode sample : samples) {
      assertThat(buffer.time(at)).as(name).isEqualTo(sample.get(0).asLong());
      assertThat(buffer.startTime(at)).as(name).isEqualTo(sample.path(2).asLong(0));
      JsonNode value = sample.get(1);
      String bits = value.isObject() ? value.get("sum").asString() : value.asString();
      assertThat(hex(buffer.value(at))).as(name).isEqualTo(bits);
      assertThat(buffer.laneIndex(at) >= 0).as(name).isEqualTo(value.isObject());
      if (value.isObject()) {
        assertHistogram(name + " sample " + at, buffer.lane(), buffer.laneIndex(at), value);
      }
      at++;
    }
    assertThat(buffer.size()).as(name).isEqualTo(at);
  }

  private static void assertHistogram(String name, HistogramLane lane, int index, JsonNode json) {
    boolean integer = json.get("kind").asString().equals("int");
    HistogramLayout layout = lane.layout(index);
    assertThat(lane.isInteger(index)).as(name).isEqualTo(integer);
    assertThat(lane.hint(index)).as(name).isEqualTo(hint(json.get("hint").asString()));
    assertThat(layout).as(name).isEqualTo(layout(json));
    int start = lane.start(index);
    long[] words = lane.words();
    if (integer) {
      assertThat(words[start]).as(name).isEqualTo(json.get("count").asLong());
      assertThat(words[start + 1]).as(name).isEqualTo(json.get("zero_count").asLong());
    } else {
      assertThat(words[start]).as(name).isEqualTo(bits(json.get("count")));
      assertThat(words[start + 1]).as(name).isEqualTo(bits(json.get("zero_count")));
    }
    assertThat(words[start + 2]).as(name).isEqualTo(bits(json.get("sum")));
    assertSide(name, words, lane.positiveStart(index), json, "pos", integer);
    assertSide(name, words, lane.negativeStart(index), json, "neg", integer);
  }

  private static void assertSide(
      String name, long[] words, int at, JsonNode json, String side, boolean integer) {
    int i = at;
    long absolute = 0;
    for (JsonNode bucket : json.get(side + (integer ? "_deltas" : "_counts"))) {
      absolute = integer ? absolute + bucket.asLong() : bits(bucket);
      assertThat(words[i++]).as(name).isEqualTo(absolute);
    }
  }

  private static HistogramLayout layout(JsonNode json) {
    JsonNode custom = json.path("custom_values");
    double[] bounds = new double[custom.size()];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Double.longBitsToDouble(bits(custom.get(i)));
    }
    return new HistogramLayout(
        json.get("schema").asInt(),
        Double.longBitsToDouble(bits(json.get("zero_threshold"))),
        spans(json.get("pos_spans")),
        spans(json.get("neg_spans")),
        bounds);
  }

  private static Spans spans(JsonNode json) {
    int[] offsetsAndLengths = new int[2 * json.size()];
    for (int i = 0; i < json.size(); i++) {
      offsetsAndLengths[2 * i] = json.get(i).get(0).asInt();
      offsetsAndLengths[2 * i + 1] = json.get(i).get(1).asInt();
    }
    return Spans.of(offsetsAndLengths);
  }

  private static long bits(JsonNode json) {
    return Long.parseUnsignedLong(json.asString(), 16);
  }

  private static String hex(double value) {
    return "%016x".formatted(Double.doubleToRawLongBits(value));
  }
}
