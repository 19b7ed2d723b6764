package io.meridian.e2e;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * 10,000 series with odd values and odd labels, as an OpenMetrics file: one label with 10,000
 * values, series with 30 labels, UTF-8 beyond the first plane, escapes; counters, gauges, every
 * kind of float from denormal to infinite. Times have milliseconds and cross a border of two hours.
 */
final class OddSeries {
  static final int SERIES = 10_000;
  static final int SAMPLES = 9;

  /** Five samples before a border of two hours, the rest behind it. */
  private static final long START = 1_767_578_400_000L - 5 * 15_000;

  private static final List<String> ODD_TEXTS =
      List.of(
          "plain",
          "quo\"te",
          "back\\slash",
          "line\nbreak",
          "tab\tand\u0001control",
          "smörgåsbord",
          "日本語",
          "\ud83c\udf0d\ud83d\ude80",
          "\ud800\udf48 gothic",
          "no\u00a0break\u200bspace\u00ad",
          "{job=\"x\",y='z'} # 1 2",
          "e\u0301",
          "\ufffd",
          "x".repeat(3000));

  private final RandomGenerator random;

  OddSeries(RandomGenerator random) {
    this.random = random;
  }

  /** Writes the file. */
  Path write(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("# TYPE odd_values gauge\n# HELP odd_values Anything \\\\ at \\n all.\n");
      for (int i = 0; i < SERIES; i++) {
        String labels = labels(i);
        long time = START + random.nextInt(1000);
        for (int j = 0; j < SAMPLES; j++) {
          out.write("odd_values" + labels + " " + value(i, j) + " " + seconds(time) + "\n");
          time += 15_000 + random.nextInt(-100, 100);
        }
      }
      out.write("# EOF\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private String labels(int series) {
    StringBuilder labels = new StringBuilder("{id=\"").append(series).append('"');
    String odd = ODD_TEXTS.get(series % ODD_TEXTS.size());
    if (series < 20 || (random.nextInt(10) == 0 && odd.length() < 100)) {
      append(labels, "text", odd);
    }
    if (series % 100 == 0) {
      for (int i = 0; i < 28; i++) {
        append(labels, "label_" + i, "value " + i % 5);
      }
    }
    append(labels, "job", "job-" + series % 7);
    return labels.append('}').toString();
  }

  private static void append(StringBuilder labels, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    labels.append(',').append(name).append("=\"").append(escaped).append('"');
  }

  private String value(int series, int sample) {
    return switch (series % 8) {
      case 0 -> Integer.toString(sample * (series + 1));
      case 1 -> Double.toString(random.nextDouble(1000));
      case 2 -> anyFloat();
      case 3 -> Double.toString(Double.MIN_VALUE * random.nextInt(1, 100));
      case 4 -> List.of("NaN", "+Inf", "-Inf", "-0.0", "0", "1e-05").get(random.nextInt(6));
      case 5 -> "1e" + random.nextInt(-330, 308);
      case 6 -> Long.toString(random.nextLong() >> random.nextInt(64));
      default -> "42";
    };
  }

  private String anyFloat() {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? Double.toString(value) : "NaN";
  }

  private static String seconds(long millis) {
    return "%d.%03d".formatted(millis / 1000, millis % 1000);
  }
}
