package io.meridian.promql;

import io.meridian.promql.script.Command;
import io.meridian.promql.script.Script;
import io.meridian.promql.script.ScriptSource;
import java.util.random.RandomGenerator;

/**
 * Counters {@code c}, gauges {@code g}, native histograms {@code h} and series of all kinds {@code
 * x}, of a few jobs and pods, 15 s apart with gaps.
 */
final class RandomSeries {
  private static final int SAMPLES = 50;

  private final RandomGenerator random;

  RandomSeries(RandomGenerator random) {
    this.random = random;
  }

  ScriptSource source() {
    StringBuilder text = new StringBuilder("load 15s\n");
    for (String metric : new String[] {"c", "g", "h", "x"}) {
      for (String job : new String[] {"a", "b", ""}) {
        for (int pod = 1; pod <= 4; pod++) {
          if (random.nextInt(5) > 0) {
            text.append("  %s{job=\"%s\", pod=\"p%d\"}".formatted(metric, job, pod));
            appendSamples(text, metric);
          }
        }
      }
    }
    ScriptSource source = new ScriptSource();
    for (Command command : Script.parse("series", text.toString()).commands()) {
      source.load((Command.Load) command);
    }
    return source;
  }

  private void appendSamples(StringBuilder text, String metric) {
    double value = random.nextInt(50);
    for (int i = 0; i < SAMPLES; i++) {
      value = random.nextInt(15) == 0 ? 0 : value + random.nextInt(8) / 4.0;
      text.append(' ').append(sample(metric, value));
    }
    text.append('\n');
  }

  private String sample(String metric, double value) {
    return switch (random.nextInt(12)) {
      case 0 -> "_";
      case 1 -> random.nextInt(4) == 0 ? "stale" : "_";
      default ->
          switch (metric) {
            case "c" -> Double.toString(value);
            case "g" -> gauge();
            case "h" -> histogram((int) value);
            default -> random.nextBoolean() ? gauge() : histogram((int) value);
          };
    };
  }

  private String gauge() {
    return switch (random.nextInt(25)) {
      case 0 -> "NaN";
      case 1 -> "Inf";
      case 2 -> "-0";
      default -> Double.toString(Math.round(random.nextGaussian() * 1e6) / 1e3);
    };
  }

  private static String histogram(int value) {
    return "{{schema:1 count:%d sum:%d.5 buckets:[%d %d]}}"
        .formatted(2 * value + 1, value, value, value + 1);
  }
}
