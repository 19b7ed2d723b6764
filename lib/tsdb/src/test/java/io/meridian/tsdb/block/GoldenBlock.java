package io.meridian.tsdb.block;

import io.meridian.model.Labels;
import io.meridian.testkit.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A block that Prometheus or Thanos wrote, and what they read from it.
 *
 * @param folder the block
 * @param dump a line of JSON for each series
 */
record GoldenBlock(Path folder, Path dump) {
  /** Every block that has a dump. */
  static List<GoldenBlock> all() {
    Path golden = Golden.assumePresent("golden");
    List<GoldenBlock> blocks = new ArrayList<>();
    for (String name : new String[] {"xor", "histograms", "xor2", "histograms-st", "tombstones"}) {
      blocks.add(one(name));
    }
    for (String name :
        new String[] {"input", "compacted", "out-of-order", "out-of-order-compacted"}) {
      Path folder = golden.resolve("overlap").resolve(name);
      add(folder, folder, blocks);
    }
    for (String name : new String[] {"after", "penalty", "chain"}) {
      Path thanos = golden.resolve("thanos");
      add(thanos.resolve(name), thanos.resolve("dump-" + name), blocks);
    }
    return blocks;
  }

  /** The one block of a folder. */
  static GoldenBlock one(String name) {
    Path folder = Golden.assumePresent("golden/" + name);
    return new GoldenBlock(
        BlockFolder.in(folder).getFirst().path(), folder.resolve("dump.jsonl.gz"));
  }

  private static void add(Path blocks, Path dumps, List<GoldenBlock> into) {
    for (BlockFolder block : BlockFolder.in(blocks)) {
      Path dump = dumps.resolve(block.path().getFileName() + ".jsonl.gz");
      if (Files.exists(dump)) {
        into.add(new GoldenBlock(block.path(), dump));
      }
    }
  }

  GoldenBlock withDump(String name) {
    return new GoldenBlock(folder, dump.resolveSibling(name));
  }

  /** The series of the dump, in order. */
  Stream<DumpedSeries> series() {
    try {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(dump)), StandardCharsets.UTF_8));
      return lines
          .lines()
          .map(line ->
              new DumpedSeries(
                  (Json.Fields) JsonReader.read(line.getBytes(StandardCharsets.UTF_8), "dump")))
          .onClose(() -> close(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line of a dump. */
  record DumpedSeries(Json.Fields line) {
    Labels labels() {
      Map<String, String> labels = new LinkedHashMap<>();
      ((Json.Fields) get(line, "labels"))
          .values()
          .forEach((name, value) -> labels.put(name, ((Json.Text) value).value()));
      return Labels.of(labels);
    }

    List<Json> chunks() {
      return ((Json.Array) get(line, "chunks")).values();
    }

    List<Json> samples() {
      return ((Json.Array) get(line, "samples")).values();
    }
  }

  static Json get(Json object, String name) {
    Json value = ((Json.Fields) object).values().get(name);
    if (value == null) {
      throw new AssertionError("no field " + name + " in " + JsonText.compact(object));
    }
    return value;
  }

  static long number(Json object, String name) {
    return Long.parseLong(((Json.Num) get(object, name)).text());
  }

  static String text(Json object, String name) {
    return ((Json.Text) get(object, name)).value();
  }
}
