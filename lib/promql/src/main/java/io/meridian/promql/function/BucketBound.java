package io.meridian.promql.function;

import io.meridian.model.PackedLabels;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Upper bounds of classic buckets, from the label {@code le}, read as Go reads numbers. */
final class BucketBound {
  private static final byte[] LE = {'l', 'e'};
  private static final Pattern INFINITE = Pattern.compile("(?i)[+-]?inf(?:inity)?");
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[+-]?(?:D(?:\\.D?)?|\\.D)(?:[eE][+-]?D)?".replace("D", "(?:[0-9](?:_?[0-9])*+)"));
  private static final Pattern HEXADECIMAL =
      Pattern.compile(
          "[+-]?0[xX](?:_?H(?:\\.H?)?|\\.H)[pP][+-]?[0-9](?:_?[0-9])*+"
              .replace("H", "(?:[0-9a-fA-F](?:_?[0-9a-fA-F])*+)"));

  /** What was read already: there are few bounds and many series. */
  private final Map<String, OptionalDouble> read = new HashMap<>();

  /** The text of the bound of a series, empty if it has none. */
  static String text(byte[] packed, int from, int to) {
    int at = PackedLabels.find(packed, from, to, LE);
    if (at < 0) {
      return "";
    }
    int length = PackedLabels.length(packed, at);
    return new String(packed, at + PackedLabels.lengthSize(length), length, StandardCharsets.UTF_8);
  }

  /** The bound that a text says, if it says one. */
  OptionalDouble of(String text) {
    return read.computeIfAbsent(text, BucketBound::parse);
  }

  private static OptionalDouble parse(String text) {
    if (INFINITE.matcher(text).matches()) {
      return OptionalDouble.of(
          text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (text.equalsIgnoreCase("nan")) {
      return OptionalDouble.of(Double.NaN);
    }
    if (!DECIMAL.matcher(text).matches() && !HEXADECIMAL.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(text.replace("_", ""));
    return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
