package io.meridian.cli.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.Invocation;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Dumps as JSON lines, held line by line against those of the golden blocks. */
final class GoldenDumpTest {

  @Test
  void dumpsEveryBlockOfPrometheus() {
    for (String name : List.of("xor", "histograms", "xor2", "histograms-st", "tombstones")) {
      Path folder = Golden.assumePresent("golden/" + name);
      assertDump(folder, folder.resolve("dump.jsonl.gz"));
    }
  }

  @Test
  void dumpsEveryBlockOfOverlap() throws IOException {
    for (String name : List.of("input", "compacted", "out-of-order", "out-of-order-compacted")) {
      Path folder = Golden.assumePresent("golden/overlap/" + name);
      assertDumps(folder, folder);
    }
  }

  @Test
  void dumpsEveryBlockOfThanosWithItsAggregates() throws IOException {
    for (String name : List.of("after", "penalty", "chain")) {
      assertDumps(
          Golden.assumePresent("golden/thanos/" + name),
          Golden.assumePresent("golden/thanos/dump-" + name));
    }
  }

  @Test
  void leavesOutWhatIsDeletedWhereAsked() {
    Path folder = Golden.assumePresent("golden/tombstones");

    assertDump(folder, folder.resolve("dump-visible.jsonl.gz"), "--visible");
    assertThat(dumpedLines(folder)).isLessThan(dumpedLines(folder, "--raw")).isPositive();
  }

  private static long dumpedLines(Path block, String... flags) {
    return dump(block, flags).lines().count();
  }

  private static String dump(Path block, String... flags) {
    List<String> arguments = new ArrayList<>(List.of("tools", "block", "dump"));
    arguments.addAll(List.of(flags));
    arguments.add(block.toString());
    Invocation run = Invocation.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  private static void assertDumps(Path blocks, Path dumps) throws IOException {
    try (Stream<Path> files = Files.list(dumps)) {
      List<Path> sorted =
          files.filter(file -> file.toString().endsWith(".jsonl.gz")).sorted().toList();
      assertThat(sorted).isNotEmpty();
      for (Path dump : sorted) {
        String block = dump.getFileName().toString().replace(".jsonl.gz", "");
        assertDump(blocks.resolve(block), dump);
      }
    }
  }

  private static void assertDump(Path block, Path dump, String... flags) {
    List<String> jsonl = new ArrayList<>(List.of("--output", "jsonl"));
    jsonl.addAll(List.of(flags));
    List<String> ours = dump(block, jsonl.toArray(String[]::new)).lines().toList();
    List<String> golden = unzip(dump).lines().toList();
    for (int i = 0; i < Math.min(ours.size(), golden.size()); i++) {
      assertThat(ours.get(i)).as("%s, line %d", dump, i + 1).isEqualTo(golden.get(i));
    }
    assertThat(ours).hasSameSizeAs(golden);
    Conformance.count("cli-dump-golden-blocks", 1);
  }

  private static String unzip(Path file) {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
