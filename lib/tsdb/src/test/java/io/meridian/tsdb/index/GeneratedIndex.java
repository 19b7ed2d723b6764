package io.meridian.tsdb.index;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Writes an index of given series, each with two chunks an hour long. */
final class GeneratedIndex {
  static final long HOUR = 3_600_000;

  private GeneratedIndex() {}

  /** Writes an index and returns its bytes. */
  static byte[] of(Path folder, Collection<Labels> series) throws IOException {
    TreeMap<Labels, Long> sorted = new TreeMap<>();
    long at = 0;
    for (Labels labels : series) {
      sorted.put(labels, at++ % 24 * HOUR);
    }
    Path file = Files.createTempDirectory(folder, "index").resolve("index");
    try (IndexWriter writer = new IndexWriter(Disk.local(), file)) {
      for (byte[] symbol : symbols(series)) {
        writer.addSymbol(symbol, 0, symbol.length);
      }
      ChunkPlaces chunks = new ChunkPlaces();
      for (var entry : sorted.entrySet()) {
        chunks.clear();
        chunks.add(entry.getValue(), entry.getValue() + HOUR - 1, 8);
        chunks.add(entry.getValue() + 30 * HOUR, entry.getValue() + 31 * HOUR - 1, 100);
        byte[] packed = entry.getKey().packed();
        writer.addSeries(packed, 0, packed.length, chunks);
      }
      writer.finish();
    }
    return Files.readAllBytes(file);
  }

  private static NavigableSet<byte[]> symbols(Collection<Labels> series) {
    TreeSet<byte[]> symbols = new TreeSet<>(Arrays::compareUnsigned);
    for (Labels labels : series) {
      for (LabelCursor label = labels.cursor(); label.next(); ) {
        symbols.add(Arrays.copyOfRange(label.bytes(), label.nameFrom(), label.nameTo()));
        symbols.add(Arrays.copyOfRange(label.bytes(), label.valueFrom(), label.valueTo()));
      }
    }
    return symbols;
  }

  /** Series with labels that are always there, often there, rare, unique, odd. */
  static NavigableSet<Labels> series(RandomGenerator random, int count) {
    TreeSet<Labels> series = new TreeSet<>();
    while (series.size() < count) {
      TreeMap<String, String> labels = new TreeMap<>();
      labels.put("__name__", "metric_" + random.nextInt(1 + count / 20));
      labels.put("cluster", "eu-1");
      labels.put("namespace", "team-%02d".formatted(random.nextInt(40)));
      labels.put("pod", "service-%d-%x".formatted(random.nextInt(30), random.nextInt()));
      if (random.nextInt(3) > 0) {
        labels.put("job", "job-" + random.nextInt(7));
      }
      if (random.nextInt(10) == 0) {
        labels.put("rare", random.nextBoolean() ? "ü😀" : "a|b\n" + random.nextInt(3));
      }
      if (random.nextInt(4) == 0) {
        labels.put("le", Integer.toString(random.nextInt(5)));
      }
      if (random.nextInt(50) == 0) {
        labels.remove("__name__");
        labels.put("long", "x".repeat(random.nextInt(1, 20_000)));
      }
      series.add(Labels.of(labels));
    }
    return series;
  }
}
