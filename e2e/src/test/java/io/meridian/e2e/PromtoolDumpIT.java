package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code meridian tools block dump} prints, held against {@code promtool tsdb dump}. */
final class PromtoolDumpIT {
  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  @Test
  void dumpsTenThousandSeriesAsPromtoolDoes() throws IOException {
    Promtool promtool = Promtool.assumePresent();
    Path file = new OddSeries(seed.random()).write(folder.resolve("odd.om"));
    Path blocks = folder.resolve("promtool");
    promtool.createBlocks(file, blocks);

    Path theirs = promtool.dump(blocks, folder.resolve("theirs.txt"));
    Path ours =
        MeridianProcess.answerInto(
            folder.resolve("ours.txt"), "tools", "block", "dump", blocks.toString());

    assertThat(ours).hasSameBinaryContentAs(theirs);
    assertThat(lines(ours)).isEqualTo((long) OddSeries.SERIES * OddSeries.SAMPLES);
    Conformance.count("promtool-dump-samples", lines(ours));
  }

  private static long lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }
}
