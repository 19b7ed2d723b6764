package io.meridian.promql.script;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Spans;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a native histogram as scripts write it: {@code {{schema:1 count:5 sum:2.5 buckets:[2 3]}}}.
 * What is not written is 0; nothing is derived, not even the count.
 */
final class HistogramReader {
  private static final double[] NONE = {};

  private final TextCursor cursor;
  private final Set<String> seen = new HashSet<>();
  private int schema;
  private int offset;
  private int negativeOffset;
  private double sum;
  private double count;
  private double zeroCount;
  private double zeroThreshold;
  private double[] positive = NONE;
  private double[] negative = NONE;
  private double[] customBounds = NONE;
  private CounterResetHint hint = CounterResetHint.UNKNOWN;

  private HistogramReader(TextCursor cursor) {
    this.cursor = cursor;
  }

  static Point.Buckets read(TextCursor cursor) {
    return new HistogramReader(cursor).read();
  }

  private Point.Buckets read() {
    cursor.expect("{{");
    cursor.skipBlanks();
    while (!cursor.accept("}}")) {
      property();
      if (!cursor.skipBlanks() && !cursor.startsWith("}}")) {
        throw cursor.unexpected("a blank or \"}}\"");
      }
    }
    return new Point.Buckets(histogram(), seen.contains("counter_reset_hint"));
  }

  private void property() {
    int from = cursor.position();
    while (Character.isLetter(cursor.peek()) || cursor.peek() == '_') {
      cursor.next();
    }
    String key = cursor.since(from).toLowerCase(Locale.ROOT);
    if (key.isEmpty()) {
      throw cursor.unexpected("a key, such as count");
    }
    cursor.expect(":");
    if (!seen.add(key)) {
      throw new InvalidRequestException("a histogram has " + key + " twice");
    }
    switch (key) {
      case "schema" -> schema = NumberText.readInt(cursor);
      case "offset" -> offset = NumberText.readInt(cursor);
      case "n_offset" -> negativeOffset = NumberText.readInt(cursor);
      case "sum" -> sum = NumberText.readSigned(cursor);
      case "count" -> count = NumberText.readSigned(cursor);
      case "z_bucket" -> zeroCount = NumberText.readSigned(cursor);
      case "z_bucket_w" -> zeroThreshold = NumberText.readUnsigned(cursor);
      case "buckets" -> positive = numbers();
      case "n_buckets" -> negative = numbers();
      case "custom_values" -> customBounds = numbers();
      case "counter_reset_hint" -> hint = hint();
      default -> throw new InvalidRequestException("a histogram has no key " + key);
    }
  }

  private double[] numbers() {
    List<Double> numbers = new ArrayList<>();
    cursor.expect("[");
    cursor.skipBlanks();
    while (!cursor.accept("]")) {
      numbers.add(NumberText.readSigned(cursor));
      if (!cursor.skipBlanks() && cursor.peek() != ']') {
        throw cursor.unexpected("a blank or \"]\"");
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private CounterResetHint hint() {
    int from = cursor.position();
    while (Character.isLetter(cursor.peek()) || cursor.peek() == '_') {
      cursor.next();
    }
    String word = cursor.since(from).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "unknown" -> CounterResetHint.UNKNOWN;
      case "reset" -> CounterResetHint.RESET;
      case "not_reset" -> CounterResetHint.NOT_RESET;
      case "gauge" -> CounterResetHint.GAUGE;
      default -> throw new InvalidRequestException("there is no reset hint \"" + word + "\"");
    };
  }

  private FloatHistogram histogram() {
    double[] buckets = new double[positive.length + negative.length];
    System.arraycopy(positive, 0, buckets, 0, positive.length);
    System.arraycopy(negative, 0, buckets, positive.length, negative.length);
    HistogramLayout layout =
        new HistogramLayout(
            schema,
            zeroThreshold,
            spans(offset, positive.length),
            spans(negativeOffset, negative.length),
            customBounds);
    return FloatHistogram.of(layout, hint, count, zeroCount, sum, buckets);
  }

  private static Spans spans(int offset, int length) {
    return length == 0 ? Spans.NONE : Spans.of(offset, length);
  }
}
