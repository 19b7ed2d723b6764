package io.meridian.tsdb.index;

import io.meridian.model.Labels;
import io.meridian.testkit.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A block of the golden data and what its dump says of its index. */
record GoldenBlock(Path folder, Path dumpFile) {
  static final Comparator<String> BY_BYTES =
      Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private static final JsonMapper JSON = new JsonMapper();

  record Series(Labels labels, List<Times> chunks) {}

  record Times(long min, long max) {}

  /** Every block that has a dump. */
  static List<GoldenBlock> dumped() throws IOException {
    Path golden = Golden.assumePresent("golden");
    try (Stream<Path> files = Files.walk(golden)) {
      return files
          .filter(file -> file.getFileName().toString().equals("index"))
          .map(Path::getParent)
          .sorted()
          .map(folder -> new GoldenBlock(folder, dump(folder)))
          .filter(block -> Files.exists(block.dumpFile))
          .toList();
    }
  }

  private static Path dump(Path folder) {
    Path parent = folder.resolveSibling(".").normalize();
    String id = folder.getFileName() + ".jsonl.gz";
    if (Files.exists(parent.resolve(id))) {
      return parent.resolve(id);
    }
    Path beside = parent.resolveSibling("dump-" + parent.getFileName()).resolve(id);
    return Files.exists(beside) ? beside : parent.resolve("dump.jsonl.gz");
  }

  Path index() {
    return folder.resolve("index");
  }

  List<Series> dump() throws IOException {
    List<Series> series = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(dumpFile)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        series.add(series(line));
      }
    }
    return series;
  }

  private static Series series(String line) {
    // Samples make up nearly all of a line and come last, unless they are those of aggregates.
    int samples = line.contains("\"aggregates\"") ? -1 : line.indexOf(",\"samples\":[");
    JsonNode json = JSON.readTree(samples < 0 ? line : line.substring(0, samples) + "}");
    List<String> labels = new ArrayList<>();
    json.get("labels")
        .properties()
        .forEach(label -> labels.addAll(List.of(label.getKey(), label.getValue().asString())));
    List<Times> chunks = new ArrayList<>();
    for (JsonNode chunk : json.get("chunks")) {
      chunks.add(new Times(chunk.get("mint").asLong(), chunk.get("maxt").asLong()));
    }
    return new Series(Labels.of(labels.toArray(String[]::new)), chunks);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
