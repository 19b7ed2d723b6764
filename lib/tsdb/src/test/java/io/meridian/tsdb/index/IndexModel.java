package io.meridian.tsdb.index;

import io.meridian.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Series in label order with the places of their chunks: what an index should say, found naively.
 */
record IndexModel(TreeMap<Labels, List<Chunk>> series) {
  record Chunk(long min, long max, long ref) {}

  /**
   * Series of every kind: few and many values a name, shared beginnings, UTF-8 of all lengths,
   * chunks near and far.
   */
  static IndexModel random(RandomGenerator random, int size) {
    List<String> names =
        new ArrayList<>(List.of(Labels.METRIC_NAME, "é.ü", "a", "aa", "\uD83E\uDD94"));
    for (int i = random.nextInt(6); i > 0; i--) {
      names.add("label_" + random.nextInt(1000));
    }
    int[] variety = names.stream().mapToInt(name -> 1 + (1 << random.nextInt(12))).toArray();
    TreeMap<Labels, List<Chunk>> series = new TreeMap<>();
    while (series.size() < size) {
      Map<String, String> labels = new TreeMap<>();
      for (int i = 0; i < names.size(); i++) {
        if (random.nextInt(5) > 0) {
          labels.put(names.get(i), value(random, random.nextInt(variety[i])));
        }
      }
      labels.put("unique", Integer.toString(series.size()));
      series.put(Labels.of(labels), chunks(random));
    }
    return new IndexModel(series);
  }

  private static String value(RandomGenerator random, int of) {
    return switch (of % 7) {
      case 0 -> "v" + of;
      case 1 ->
          "\uFFFD\uE000".repeat(of % 5 + 1) + of; // above surrogates as UTF-16, below as UTF-8
      case 2 -> "\uD83C\uDFF7" + of;
      case 3 -> "long".repeat(of % 90) + of;
      case 4 -> "\u0000" + of;
      default -> "service-" + of + (random.nextInt(50) == 0 ? "x" : "");
    };
  }

  private static List<Chunk> chunks(RandomGenerator random) {
    List<Chunk> chunks = new ArrayList<>();
    long time = random.nextInt(10) == 0 ? Long.MIN_VALUE / 2 : random.nextLong(-1000, 1L << 41);
    long ref = random.nextLong(1L << 40);
    for (int i = random.nextInt(4) == 0 ? random.nextInt(40) : 1; i > 0; i--) {
      long max = time + random.nextLong(1L << (1 + random.nextInt(40)));
      chunks.add(new Chunk(time, max, ref));
      time = max + 1 + random.nextLong(1L << (1 + random.nextInt(30)));
      ref += random.nextInt(20) == 0 ? random.nextLong(1L << 33) - ref / 2 : random.nextInt(5000);
    }
    return chunks;
  }

  /** Names and values, ascending. */
  List<String> symbols() {
    TreeSet<String> symbols = new TreeSet<>(GoldenBlock.BY_BYTES);
    for (Labels labels : series.keySet()) {
      labels
          .toMap()
          .forEach((name, value) -> {
            symbols.add(name);
            symbols.add(value);
          });
    }
    return new ArrayList<>(symbols);
  }

  /** The series of each value of each name. */
  Map<String, Map<String, List<Labels>>> lists() {
    Map<String, Map<String, List<Labels>>> lists = new TreeMap<>(GoldenBlock.BY_BYTES);
    for (Labels labels : series.keySet()) {
      labels
          .toMap()
          .forEach((name, value) ->
              lists
                  .computeIfAbsent(name, n -> new TreeMap<>(GoldenBlock.BY_BYTES))
                  .computeIfAbsent(value, v -> new ArrayList<>())
                  .add(labels));
    }
    return lists;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
