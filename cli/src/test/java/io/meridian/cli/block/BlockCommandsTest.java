package io.meridian.cli.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.Invocation;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlockCommandsTest {
  @TempDir private Path folder;

  @Test
  void verifiesSoundBlocks() {
    Path block = Golden.assumePresent("golden/histograms");

    Invocation verified = run("verify", block.toString());

    assertThat(verified.exitCode()).as(verified.out()).isZero();
    assertThat(verified.out()).isEqualTo("1 block verified, 0 with findings\n");
  }

  @Test
  void tellsWhatIsWrongWithEachBlock() {
    Path bucket = Golden.assumePresent("golden/thanos/after");

    Invocation table = run("verify", bucket.toString());
    Invocation json =
        run("verify", "--output=json", bucket.resolve("01KEBYC880K5MJD1CVTX000002").toString());

    assertThat(table.exitCode()).isEqualTo(1);
    assertThat(table.out())
        .contains("01KEBYC880K5MJD1BADX000001  error", "01KEBYC880K5MJD1PART1A0000  error")
        .endsWith("41 blocks verified, 3 with findings\n");
    assertThat(json.exitCode()).isEqualTo(1);
    assertThat(json.out()).contains("\"severity\": \"error\"", "\"file\": \"index\"");
  }

  @Test
  void importsSamplesInAnyOrderAndListsTheBlocks() throws IOException {
    Path file =
        write("x{a=\"1\"} 2 7300", "x{a=\"1\"} 1 100", "y 5 7201 # {} 1", "x{a=\"1\"} 1 100");
    Path blocks = folder.resolve("blocks");

    Invocation imported =
        run("import", file.toString(), "--output-dir=" + blocks, "--label", "replica=a");

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.out().lines().skip(1))
        .hasSize(2)
        .allMatch(line -> line.contains("{replica=\"a\"}"));
    assertThat(imported.err()).contains("1 exemplar dropped", "1 sample merged");
    assertThat(run("dump", blocks.toString()).out())
        .isEqualTo(
            """
            {__name__="x", a="1"} 1 100000
            {__name__="x", a="1"} 2 7300000
            {__name__="y"} 5 7201000
            """);
    assertThat(run("dump", "--match=x", "--max-time=100000", blocks.toString()).out())
        .isEqualTo("{__name__=\"x\", a=\"1\"} 1 100000\n");
    assertThat(run("dump", "--match={a=\"2\"}", "--match={__name__=~\"y|z\"}", blocks + "").out())
        .isEqualTo("{__name__=\"y\"} 5 7201000\n");
    assertThat(run("verify", blocks.toString()).exitCode()).isZero();
  }

  @Test
  void writesTheEncodingsThatWereAskedFor() throws IOException {
    String file = write("x 1 100", "x 2.5 160", "x 4 220").toString();
    Path old = folder.resolve("old");
    Path young = folder.resolve("young");

    run("import", file, "--output-dir=" + old);
    Invocation imported = run("import", file, "--output-dir=" + young, "--chunks=start_times");

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(run("inspect", old.toString()).out()).contains("XOR ");
    assertThat(run("inspect", young.toString()).out()).contains("XOR2 ");
    assertThat(run("dump", young.toString()).out()).isEqualTo(run("dump", old.toString()).out());
    assertThat(run("import", file, "--chunks=none").exitCode()).isEqualTo(2);
  }

  @Test
  void inspectsABlockInWordsAndJson() throws IOException {
    Path blocks = folder.resolve("blocks");
    run(
        "import",
        write("x{a=\"1\"} 2 7200", "x{a=\"1\"} 1 7260", "y 5 7201").toString(),
        "--output-dir=" + blocks,
        "--label=replica=a");
    Path block = contents(blocks).getFirst();

    Invocation words = run("inspect", block.toString());
    Invocation json = run("inspect", "--output=json", block.toString());

    assertThat(words.exitCode()).as(words.err()).isZero();
    assertThat(words.out().lines())
        .contains(
            "block          " + block.getFileName(),
            "level          1",
            "resolution     raw",
            "labels         {replica=\"a\"}",
            "series         2",
            "chunks         2",
            "samples        3 (3 floats, 0 histograms)",
            "tombstones     none",
            "sparse header  current")
        .anyMatch(line -> line.startsWith("range          1970-01-01 02:00:00 to 1970-01-01 "))
        .anyMatch(line -> line.matches("ENCODING +CHUNKS +SAMPLES +BYTES +SAMPLES/CHUNK .*"))
        .anyMatch(line -> line.matches("XOR +2 +3 +\\d+ +1\\.50 +[\\d.]+ +[\\d.]+"));
    assertThat(json.out())
        .contains("\"ulid\": \"" + block.getFileName() + "\"", "\"tombstoneIntervals\": 0")
        .contains("\"encoding\": \"XOR\"", "\"path\": \"chunks/000001\"");
  }

  @Test
  void inspectSaysWhatBecameOfTheSparseHeader() throws IOException {
    Path blocks = folder.resolve("blocks");
    run("import", write("x 2 7200").toString(), "--output-dir=" + blocks);
    Path header = contents(blocks).getFirst().resolve("index.header");

    byte[] whole = Files.readAllBytes(header);
    Files.write(header, Arrays.copyOf(whole, 50));
    assertThat(run("inspect", blocks.toString()).out()).contains("sparse header  damaged: ");
    assertThat(run("verify", blocks.toString()).out()).contains("warning   index.header");
    Files.delete(header);
    assertThat(run("inspect", blocks.toString()).out()).contains("sparse header  none\n");
    assertThat(run("verify", blocks.toString()).exitCode()).isZero();
  }

  @Test
  void makesLongerBlocksWhereAsked() throws IOException {
    Path file = write("x 1 100", "x 2 7300", "x 3 21700");
    Path blocks = folder.resolve("blocks");

    run("import", file.toString(), "--output-dir=" + blocks, "--block-duration=17h");

    assertThat(contents(blocks)).hasSize(2);
  }

  @Test
  void refusesOrChoosesWhereValuesConflict() throws IOException {
    Path file = write("x 1 100", "x 2 100");
    Path blocks = folder.resolve("blocks");

    Invocation refused = run("import", file.toString(), "--output-dir=" + blocks);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("line 2: expected one value", "in line 1 already");
    assertThat(contents(blocks)).isEmpty();

    run("import", file.toString(), "--output-dir=" + blocks, "--duplicates=last");
    assertThat(run("dump", blocks.toString()).out()).isEqualTo("{__name__=\"x\"} 2 100000\n");
  }

  @Test
  void saysWhereASelectorIsWrong() {
    assertThat(run("dump", "--match={a=1}", folder.toString()).err())
        .contains("selector {a=1}, character 4: expected a value in quotes, found 1");
  }

  private Path write(String... lines) throws IOException {
    return Files.writeString(folder.resolve("samples.om"), String.join("\n", lines) + "\n# EOF\n");
  }

  private static List<Path> contents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static Invocation run(String command, String... arguments) {
    return Invocation.of(
        Stream.concat(Stream.of("tools", "block", command), Stream.of(arguments))
            .toArray(String[]::new));
  }
}
