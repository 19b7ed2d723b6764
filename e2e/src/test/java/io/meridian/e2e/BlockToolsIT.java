package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.ExternalProgram;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./meridian tools block} as a process: bytes, words and exit codes. */
final class BlockToolsIT {
  @TempDir private Path folder;

  @Test
  void dumpsGoldenHistogramsToTheLastBit() throws IOException {
    Path golden = Golden.assumePresent("golden/histograms");

    Path dump =
        MeridianProcess.answerInto(
            folder.resolve("dump.jsonl"),
            "tools",
            "block",
            "dump",
            "--output",
            "jsonl",
            golden.toString());

    try (InputStream expected =
        new GZIPInputStream(Files.newInputStream(golden.resolve("dump.jsonl.gz")))) {
      assertThat(dump).hasBinaryContent(expected.readAllBytes());
    }
  }

  @Test
  void listsDamagedBlocksAndGoesOn() {
    Path bucket = Golden.assumePresent("golden/thanos/after");

    ExternalProgram.Result list = MeridianProcess.run("tools", "block", "ls", bucket.toString());

    assertThat(list.exitCode()).isEqualTo(1);
    assertThat(list.stdout().lines().filter(line -> line.endsWith("damaged"))).hasSize(3);
    assertThat(list.stdout().lines()).hasSize(1 + 41);
    assertThat(list.stderr())
        .contains("01KEBYC880K5MJD1PART1A0000", "there is no meta.json")
        .contains("01KEBYC880K5MJD1BADX000001", "index at offset");
  }

  @Test
  void verifiesBlocksAndTellsWhereTheyAreDamaged() {
    Path bucket = Golden.assumePresent("golden/thanos/after");
    Path sound = Golden.assumePresent("golden/histograms");

    ExternalProgram.Result damaged =
        MeridianProcess.run("tools", "block", "verify", bucket.toString());

    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.stdout())
        .contains("01KEBYC880K5MJD1BADX000001  error     index")
        .endsWith("41 blocks verified, 3 with findings\n");
    assertThat(MeridianProcess.answer("tools", "block", "verify", sound.toString()))
        .isEqualTo("1 block verified, 0 with findings\n");
  }

  @Test
  void inspectsABlock() throws IOException {
    Path samples =
        Files.writeString(folder.resolve("samples.om"), "x{a=\"1\"} 1 7200\nx 2 7201.5\n# EOF\n");
    Path blocks = folder.resolve("blocks");
    MeridianProcess.answer(
        "tools", "block", "import", samples.toString(), "--output-dir=" + blocks);

    String table = MeridianProcess.answer("tools", "block", "inspect", blocks.toString());
    String json =
        MeridianProcess.answer("tools", "block", "inspect", "--output=json", blocks.toString());

    assertThat(table.lines())
        .contains("series         2", "samples        2 (2 floats, 0 histograms)")
        .contains("sparse header  current")
        .anyMatch(line -> line.matches("chunks/000001 +\\d+ +\\d+ B"))
        .anyMatch(line -> line.matches("XOR +2 +2 +\\d+ +1\\.00 +[\\d.]+ +[\\d.]+"));
    assertThat(json).contains("\"samples\": 2", "\"sparseHeader\": \"current\"");
  }

  @Test
  void saysWhatToNameInstead() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x", StandardCharsets.UTF_8);

    assertThat(error(folder.resolve("none"))).contains("none: there is no such folder");
    assertThat(error(file)).contains("file is a file; name a block's folder");
    assertThat(error(folder)).contains("is no block and holds none; expected");
  }

  private static String error(Path path) {
    ExternalProgram.Result result = MeridianProcess.run("tools", "block", "dump", path.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stdout()).isEmpty();
    return result.stderr();
  }
}
