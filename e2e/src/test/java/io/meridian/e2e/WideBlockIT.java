package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks of very many wide series: written within a small heap, read by promtool as by us. */
final class WideBlockIT {
  @TempDir private Path folder;

  @Test
  void writesFiftyThousandSeriesInASmallHeap() throws IOException {
    writeAndCompare(50_000, "28m");
  }

  @Test
  @Tag("long")
  void writesAMillionSeriesInAQuarterOfAGigabyte() throws IOException {
    writeAndCompare(1_000_000, "256m");
  }

  private void writeAndCompare(int series, String heap) throws IOException {
    WideBlock.Cost cost = WideBlock.write(folder, series, heap, Duration.ofMinutes(10));
    System.out.printf(
        "%,d series of %d labels with a heap of %s: %.1f CPU s, at most %,d MB resident%n",
        series, WideBlock.LABELS, heap, cost.cpuSeconds(), cost.peakBytes() >> 20);

    Promtool promtool = Promtool.assumePresent();
    Path theirs = promtool.dump(folder, folder.resolve("theirs.txt"));
    Path ours =
        MeridianProcess.answerInto(
            folder.resolve("ours.txt"), "tools", "block", "dump", folder.toString());
    try (Stream<String> lines = Files.lines(theirs)) {
      assertThat(lines.count()).isEqualTo(2L * series);
    }
    assertThat(Files.mismatch(ours, theirs)).isEqualTo(-1);
    Conformance.count("promtool-wide-samples", 2L * series);
    assertThat(promtool.sameList(folder)).isEqualTo(1);
    assertSameNumbers(promtool);
  }

  /** Of equal numbers the programs choose different labels, so only the numbers are compared. */
  private void assertSameNumbers(Promtool promtool) {
    String block = folder.resolve(WideBlock.ULID.toString()).toString();
    List<String> theirs =
        numbers(promtool.answer("tsdb", "analyze", folder.toString(), WideBlock.ULID.toString()));
    List<String> ours = numbers(MeridianProcess.answer("tools", "block", "analyze", block));

    assertThat(theirs).hasSizeGreaterThan(80);
    assertThat(ours).isEqualTo(theirs);
  }

  private static List<String> numbers(String analysis) {
    return analysis
        .lines()
        .map(line -> line.replaceFirst("^Series:", "Total Series:"))
        .map(line -> line.replaceFirst("^(\\d+) .*", "$1"))
        .toList();
  }
}
