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

  private static void assertDump(Path block, Path dump) {
    Invocation run = Invocation.of("tools", "block", "dump", "--output", "jsonl", block.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> ours = run.out().lines().toList();
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
