package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What Prometheus' own query tests say of arithmetic with histograms: of each case of the form
 * <i>name operator name-or-number</i> over series of one histogram, the result.
 */
class PromqlHistogramFactsTest {
  private static final Pattern CLEAR = Pattern.compile("clear");
  private static final Pattern SERIES = Pattern.compile("\\s+(\\w+)\\s+(\\{\\{[^}]*}})(x\\d+)?");
  private static final Pattern CASE =
      Pattern.compile("eval instant at \\S+ (\\S+) (</|>/|[-+*/]) (\\S+)");
  private static final Pattern RESULT = Pattern.compile("\\s+(\\w*)(\\{})?\\s+(\\{\\{[^}]*}})");
  private static final Pattern FIELD = Pattern.compile("(\\w+):(\\[[^]]*]|\\S+)");

  private final Map<String, FloatHistogram> loaded = new HashMap<>();
  private int cases;

  @Test
  void holdForSumsDifferencesMultiplesAndTrims() throws IOException {
    Path folder = Golden.assumePresent("promqltest");
    for (String file : List.of("native_histograms.test", "operators.test", "histograms.test")) {
      loaded.clear();
      List<String> lines = Files.readAllLines(folder.resolve(file));
      for (int i = 0; i < lines.size(); i++) {
        line(file + ":" + (i + 1), lines.get(i), lines.subList(i + 1, lines.size()));
      }
    }

    Conformance.count("promql-histogram-facts", cases);
  }

  private void line(String place, String line, List<String> rest) {
    Matcher series = SERIES.matcher(line);
    Matcher asked = CASE.matcher(line);
    if (CLEAR.matcher(line).matches()) {
      loaded.clear();
    } else if (series.matches()) {
      loaded.putIfAbsent(series.group(1), parsed(series.group(2)));
    } else if (asked.matches()) {
      FloatHistogram result = result(asked.group(1), asked.group(2), asked.group(3));
      FloatHistogram expected = expected(rest);
      if (result != null && expected != null) {
        assertAlike(place + " " + line, result.compacted(0), expected.compacted(0));
        cases++;
      }
    }
  }

  private @Nullable FloatHistogram result(String left, String operator, String right) {
    FloatHistogram first = loaded.get(left);
    if (first == null) {
      return null;
    }
    HistogramSum sum = new HistogramSum().set(first);
    FloatHistogram second = loaded.get(right);
    if (second != null) {
      if (!sum.accepts(second.layout())) {
        return null;
      }
      return switch (operator) {
        case "+" -> first.plus(second);
        case "-" -> first.minus(second);
        default -> null;
      };
    }
    if (!right.matches("[-+]?([0-9.]+|Inf)")) {
      return null;
    }
    double number = Double.parseDouble(right.replace("Inf", "Infinity"));
    return switch (operator) {
      case "*" -> first.times(number);
      case "/" -> first.dividedBy(number);
      case "</" -> sum.keepBelow(number).toHistogram();
      case ">/" -> sum.keepAbove(number).toHistogram();
      default -> null;
    };
  }

  private static @Nullable FloatHistogram expected(List<String> rest) {
    for (String line : rest) {
      Matcher result = RESULT.matcher(line);
      if (result.matches()) {
        return parsed(result.group(3));
      }
      if (!line.strip().startsWith("expect")) {
        return null;
      }
    }
    return null;
  }

  private static FloatHistogram parsed(String text) {
    Map<String, String> fields = new HashMap<>();
    Matcher matcher = FIELD.matcher(text.replace("}", " "));
    while (matcher.find()) {
      fields.put(matcher.group(1), matcher.group(2));
    }
    double[] positive = list(fields.get("buckets"));
    double[] negative = list(fields.get("n_buckets"));
    double[] buckets = new double[positive.length + negative.length];
    System.arraycopy(positive, 0, buckets, 0, positive.length);
    System.arraycopy(negative, 0, buckets, positive.length, negative.length);
    HistogramLayout layout =
        new HistogramLayout(
            Integer.parseInt(fields.getOrDefault("schema", "0")),
            number(fields, "z_bucket_w"),
            spans(fields.getOrDefault("offset", "0"), positive.length),
            spans(fields.getOrDefault("n_offset", "0"), negative.length),
            list(fields.get("custom_values")));
    return FloatHistogram.of(
        layout,
        CounterResetHint.UNKNOWN,
        number(fields, "count"),
        number(fields, "z_bucket"),
        number(fields, "sum"),
        buckets);
  }

  private static Spans spans(String offset, int length) {
    return length == 0 ? Spans.NONE : Spans.of(Integer.parseInt(offset), length);
  }

  private static double number(Map<String, String> fields, String name) {
    return Double.parseDouble(fields.getOrDefault(name, "0").replace("Inf", "Infinity"));
  }

  private static double[] list(@Nullable String text) {
    String inner = text == null ? "" : text.substring(1, text.length() - 1).strip();
    return inner.isEmpty()
        ? new double[0]
        : Pattern.compile("\\s+").splitAsStream(inner).mapToDouble(Double::parseDouble).toArray();
  }

  private static void assertAlike(String name, FloatHistogram actual, FloatHistogram expected) {
    String as = name + ": " + actual;
    assertThat(actual.layout().schema()).as(as).isEqualTo(expected.layout().schema());
    assertThat(actual.layout().zeroThreshold()).as(as).isEqualTo(expected.layout().zeroThreshold());
    assertThat(actual.layout().customBounds()).as(as).isEqualTo(expected.layout().customBounds());
    assertThat(actual.layout().positive()).as(as).isEqualTo(expected.layout().positive());
    assertThat(actual.layout().negative()).as(as).isEqualTo(expected.layout().negative());
    int words = 3 + actual.layout().buckets();
    for (int i = 0; i < words; i++) {
      double one = Double.longBitsToDouble(actual.lane().words()[i]);
      double other = Double.longBitsToDouble(expected.lane().words()[i]);
      assertThat(one == other || Math.abs(one - other) < 1e-6 * (Math.abs(one) + Math.abs(other)))
          .as("%s word %d: %s, expected %s", as, i, one, other)
          .isTrue();
    }
  }
}
