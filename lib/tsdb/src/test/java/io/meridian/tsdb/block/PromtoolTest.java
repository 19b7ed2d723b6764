package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.ExternalProgram;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that we wrote, read by Prometheus' own tool. */
class PromtoolTest {
  private static final Ulid BLOCK = Ulid.parse("01KE5Y3X80VBE8JPMQQXAG9AEW");
  private static final long BEGIN = 1767571200000L;
  private static final int SAMPLES = 3;

  @TempDir Path folder;

  /** Where the tool expects the log beside the blocks. */
  @BeforeEach
  void addLogFolder() throws IOException {
    Files.createDirectory(folder.resolve("wal"));
  }

  @Test
  void dumpsARewrittenBlockAsTheOriginal() throws IOException {
    ExternalProgram promtool = ExternalProgram.assumePresent("promtool");
    Path golden = GoldenBlock.one("xor").folder();
    BlockRewriteTest.rewrite(golden, folder, false);
    String rewritten = run(promtool, "tsdb", "dump", folder.toString());
    UnfinishedBlock.delete(Disk.local(), folder.resolve(golden.getFileName()));
    Path copy = folder.resolve(golden.getFileName());
    Files.createDirectories(copy.resolve("chunks"));
    for (String file : new String[] {"index", "meta.json", "tombstones", "chunks/000001"}) {
      Files.write(copy.resolve(file), Files.readAllBytes(golden.resolve(file)));
    }

    String original = run(promtool, "tsdb", "dump", folder.toString());

    assertThat(rewritten).hasLineCount(97458).isEqualTo(original);
    Conformance.count("promtool-dumped-samples", original.lines().count());
  }

  @Test
  void readsOddLabelsAndManyValues() {
    ExternalProgram promtool = ExternalProgram.assumePresent("promtool");
    TreeMap<Labels, Integer> series = new TreeMap<>();
    for (int i = 0; i < 10_000; i++) {
      series.put(Labels.of("__name__", "many", "value", "v" + i), i);
    }
    Map<String, String> thirty = new TreeMap<>(Map.of("__name__", "wide"));
    for (int i = 0; i < 30; i++) {
      thirty.put("label_" + i, "value " + i);
    }
    series.put(Labels.of(thirty), -1);
    series.put(Labels.of("__name__", "utf8", "a", "\uffee"), -2);
    series.put(Labels.of("__name__", "utf8", "a", "😀 日本 \"\\"), -3);
    series.put(Labels.of("only", "x".repeat(20_000)), -4);
    BlockMeta meta = write(series);

    String dump = run(promtool, "tsdb", "dump", folder.toString());
    String list = run(promtool, "tsdb", "list", folder.toString());
    String analysis = run(promtool, "tsdb", "analyze", folder.toString());

    StringBuilder expected = new StringBuilder();
    series.forEach((labels, value) -> {
      for (int i = 0; i < SAMPLES; i++) {
        expected
            .append(labels)
            .append(' ')
            .append(value + i)
            .append(' ')
            .append(BEGIN + i * 15_000L)
            .append('\n');
      }
    });
    assertThat(dump).isEqualTo(expected.toString());
    assertThat(list)
        .containsPattern(
            BLOCK + " +" + BEGIN + " +" + meta.maxTime() + " +2h0m0s +30012 +10004 +10004");
    assertThat(analysis).contains("Series: 10004\n", "Label names: 34\n");
    Conformance.count("promtool-dumped-samples", series.size() * (long) SAMPLES);
  }

  private BlockMeta write(SortedMap<Labels, Integer> series) {
    XorEncoder encoder = new XorEncoder();
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), folder, BLOCK, BlockWriter.Options.DEFAULT)) {
      series.forEach((labels, value) -> {
        writer.addSeries(labels.packed(), 0, labels.packed().length);
        encoder.reset();
        for (int i = 0; i < SAMPLES; i++) {
          encoder.append(BEGIN + i * 15_000L, value + i);
        }
        writer.addChunk(
            ChunkEncoding.XOR,
            BEGIN,
            BEGIN + 15_000L * (SAMPLES - 1),
            SAMPLES,
            encoder.bytes(),
            0,
            encoder.length());
      });
      return writer.finish(
          new BlockMeta(
              BLOCK,
              BEGIN,
              BEGIN + 7_200_000,
              BlockStats.EMPTY,
              Compaction.first(BLOCK),
              Optional.empty(),
              Map.of()));
    }
  }

  private static String run(ExternalProgram promtool, String... arguments) {
    ExternalProgram.Result result = promtool.run(Duration.ofSeconds(60), arguments);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout();
  }
}
