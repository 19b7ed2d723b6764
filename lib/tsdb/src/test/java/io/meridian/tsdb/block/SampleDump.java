package io.meridian.tsdb.block;

import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.LongFunction;

/** Samples in the form of the golden dumps. */
public final class SampleDump {
  private SampleDump() {}

  public static String of(SampleBuffer samples, int sample) {
    int index = samples.laneIndex(sample);
    String value = index < 0 ? bits(samples.value(sample)) : histogram(samples.lane(), index);
    long start = samples.startTime(sample);
    return "[" + samples.time(sample) + "," + value + (start == 0 ? "" : "," + start) + "]";
  }

  private static String bits(double value) {
    return bits(Double.doubleToRawLongBits(value));
  }

  private static String bits(long word) {
    return '"' + HexFormat.of().toHexDigits(word) + '"';
  }

  private static String histogram(HistogramLane lane, int index) {
    HistogramLayout layout = lane.layout(index);
    boolean integer = lane.isInteger(index);
    LongFunction<String> number = integer ? Long::toUnsignedString : SampleDump::bits;
    long[] words = lane.words();
    int start = lane.start(index);
    String buckets = integer ? "deltas" : "counts";
    StringJoiner fields = new StringJoiner(",", "{", "}");
    fields.add("\"kind\":\"" + (integer ? "int" : "float") + '"');
    fields.add("\"hint\":\"" + lane.hint(index).name().toLowerCase(Locale.ROOT) + '"');
    fields.add("\"schema\":" + layout.schema());
    fields.add("\"zero_threshold\":" + bits(layout.zeroThreshold()));
    fields.add("\"zero_count\":" + number.apply(words[start + 1]));
    fields.add("\"count\":" + number.apply(words[start]));
    fields.add("\"sum\":" + bits(words[start + 2]));
    int positive = lane.positiveStart(index);
    int negative = lane.negativeStart(index);
    fields.add("\"pos_spans\":" + spans(layout.positive()));
    fields.add("\"pos_" + buckets + "\":" + buckets(lane, index, positive, layout.positive()));
    fields.add("\"neg_spans\":" + spans(layout.negative()));
    fields.add("\"neg_" + buckets + "\":" + buckets(lane, index, negative, layout.negative()));
    if (layout.hasCustomBounds()) {
      StringJoiner bounds = new StringJoiner(",", "[", "]");
      for (double bound : layout.customBounds()) {
        bounds.add(bits(bound));
      }
      fields.add("\"custom_values\":" + bounds);
    }
    return fields.toString();
  }

  private static String spans(Spans spans) {
    StringJoiner text = new StringJoiner(",", "[", "]");
    for (int i = 0; i < spans.size(); i++) {
      text.add("[" + spans.offset(i) + "," + spans.length(i) + "]");
    }
    return text.toString();
  }

  private static String buckets(HistogramLane lane, int index, int from, Spans spans) {
    StringJoiner text = new StringJoiner(",", "[", "]");
    long before = 0;
    for (int i = from; i < from + spans.buckets(); i++) {
      long word = lane.words()[i];
      text.add(lane.isInteger(index) ? Long.toString(word - before) : bits(word));
      before = word;
    }
    return text.toString();
  }
}
