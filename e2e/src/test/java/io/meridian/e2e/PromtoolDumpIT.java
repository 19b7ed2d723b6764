package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * 10,000 odd series, made into blocks by {@code meridian tools block import} and by promtool, each
 * read by both programs.
 */
final class PromtoolDumpIT {
  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  @Test
  void readsAndWritesTenThousandSeriesAsPromtoolDoes() throws IOException {
    Promtool promtool = Promtool.assumePresent();
    Path file = new OddSeries(seed.random()).write(folder.resolve("odd.om"));
    Path theirBlocks = folder.resolve("theirs");
    promtool.createBlocks(file, theirBlocks);
    Path ourBlocks = folder.resolve("ours");
    MeridianProcess.answer(
        "tools", "block", "import", file.toString(), "--output-dir", ourBlocks.toString());

    Path expected = promtool.dump(theirBlocks, folder.resolve("expected.txt"));

    assertThat(lines(expected)).isEqualTo((long) OddSeries.SERIES * OddSeries.SAMPLES);
    assertThat(ourDump(theirBlocks, "ours-of-theirs.txt")).hasSameBinaryContentAs(expected);
    assertThat(ourDump(ourBlocks, "ours-of-ours.txt")).hasSameBinaryContentAs(expected);
    assertThat(promtool.dump(ourBlocks, folder.resolve("theirs-of-ours.txt")))
        .hasSameBinaryContentAs(expected);
    Conformance.count("promtool-dump-samples", 3 * lines(expected));

    for (Path block : blocks(ourBlocks)) {
      assertAnalysis(promtool, ourBlocks, block);
    }
    assertThat(promtool.sameList(ourBlocks)).isEqualTo(2);
  }

  private Path ourDump(Path blocks, String name) {
    return MeridianProcess.answerInto(
        folder.resolve(name), "tools", "block", "dump", blocks.toString());
  }

  /** Every number of promtool's analysis stands in ours; equal numbers come in any order. */
  private static void assertAnalysis(Promtool promtool, Path database, Path block) {
    String all = "--limit=1000000";
    List<String> theirs =
        sorted(
            promtool.answer(
                "tsdb", "analyze", all, database.toString(), block.getFileName().toString()));
    List<String> ours =
        sorted(MeridianProcess.answer("tools", "block", "analyze", all, block.toString()));

    assertThat(theirs).hasSizeGreaterThan(OddSeries.SERIES);
    assertThat(ours).isEqualTo(theirs);
    Conformance.count("promtool-analyze-lines", ours.size());
  }

  private static List<String> sorted(String analysis) {
    return analysis
        .lines()
        .map(line -> line.replaceFirst("^Series:", "Total Series:"))
        .sorted()
        .toList();
  }

  private static List<Path> blocks(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> Files.exists(file.resolve("meta.json"))).sorted().toList();
    }
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }
}
