package io.meridian.cli.bucket;

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

final class BucketCommandsTest {
  private static final String GOOD = "01KEBYC880K5MJD10M4ZB4HRV4";
  private static final String CUT = "01KEBYC880K5MJD1CVTX000002";
  private static final String PARTIAL = "01KEBYC880K5MJD1PART1A0000";

  @TempDir private Path folder;

  private static String store(Path directory) {
    return "{type: FILESYSTEM, config: {directory: \"" + directory + "\"}}";
  }

  private static Invocation run(Path directory, String... arguments) {
    return Invocation.of(
        Stream.of(
                Stream.of("tools"),
                Arrays.stream(arguments),
                Stream.of("--objstore.config=" + store(directory)))
            .flatMap(each -> each)
            .toArray(String[]::new));
  }

  @Test
  void listsBlocksAndWhatCannotBeRead() {
    Path bucket = Golden.assumePresent("golden/thanos/after");

    Invocation table = run(bucket, "bucket", "ls");
    Invocation json = run(bucket, "bucket", "ls", "--output=json");

    assertThat(table.exitCode()).as(table.err()).isZero();
    assertThat(table.out().lines().filter(line -> line.startsWith("01"))).hasSize(41);
    assertThat(table.out())
        .containsPattern(PARTIAL + " +there is no meta.json")
        .containsPattern(CUT + " +index has .* bytes, its meta says")
        .containsPattern("01M7YHNWRJ3Q9CWBG2TNSBAFD7 .*deletion")
        .containsPattern("01KEC57ZG0ST45WJ8JP9ETZBFC .*no-compact");
    assertThat(json.out()).contains("\"notReadable\"", "\"kind\": \"Partial\"");
  }

  @Test
  void inspectsAndPrintsObjects() {
    Path bucket = Golden.assumePresent("golden/thanos/after");

    Invocation inspected = run(bucket, "bucket", "inspect", GOOD);
    Invocation meta = run(bucket, "bucket", "cat", GOOD + "/meta.json");
    Invocation none = run(bucket, "bucket", "cat", "none");

    assertThat(inspected.out()).contains("chunks/000001", "index", meta.out());
    assertThat(meta.out()).startsWith("{").contains(GOOD);
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).startsWith("meridian: get file://").contains("none");
    assertThat(run(bucket, "bucket", "inspect", "01KEBYC880K5MJD10M4ZB4HRV9").err())
        .contains("has no block");
  }

  @Test
  void verifiesBlocksOfABucket() {
    Path bucket = Golden.assumePresent("golden/thanos/after");

    Invocation good = run(bucket, "bucket", "verify", GOOD);
    Invocation cut = run(bucket, "bucket", "verify", GOOD, CUT, PARTIAL);

    assertThat(good.out()).isEqualTo("1 block verified, 0 with findings\n");
    assertThat(cut.exitCode()).isEqualTo(1);
    assertThat(cut.out())
        .contains(CUT + "  error")
        .endsWith("3 blocks verified, 2 with findings\n");
  }

  @Test
  void runsBlockCommandsOnABucket() {
    Path bucket = Golden.assumePresent("golden/thanos/after");

    for (List<String> command :
        List.of(
            List.of("ls"),
            List.of("analyze"),
            List.of("verify"),
            List.of("dump"),
            List.of("dump", "--output=jsonl"))) {
      List<String> local =
          Stream.of(List.of("tools", "block"), command, List.of(bucket.resolve(GOOD).toString()))
              .flatMap(List::stream)
              .toList();
      List<String> remote =
          Stream.of(List.of("block"), command, List.of(GOOD)).flatMap(List::stream).toList();

      Invocation fetched = run(bucket, remote.toArray(String[]::new));

      assertThat(fetched.exitCode()).as(fetched.err()).isZero();
      assertThat(fetched.out()).isEqualTo(Invocation.of(local.toArray(String[]::new)).out());
    }
    assertThat(run(bucket, "block", "inspect", GOOD).out()).contains(GOOD);
    assertThat(run(bucket, "block", "ls", "elsewhere").err()).contains("is no block's name");
  }

  @Test
  void uploadsReplicatesAndMarks() throws IOException {
    Path golden = Golden.assumePresent("golden/histograms");
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");

    Invocation refused = run(first, "bucket", "upload", golden.toString());
    Invocation uploaded = run(first, "bucket", "upload", "--label", "cluster=a", golden.toString());
    Invocation again = run(first, "bucket", "upload", "--label", "cluster=a", golden.toString());

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("no external labels");
    assertThat(uploaded.exitCode()).as(uploaded.err()).isZero();
    assertThat(uploaded.err()).endsWith(" uploaded\n");
    assertThat(again.err()).endsWith(" is there already\n");
    String block = uploaded.err().substring(0, 26);

    Invocation copied = run(first, "bucket", "replicate", "--objstore-to.config=" + store(second));
    assertThat(copied.err()).as(copied.err()).endsWith("1 block copied, 0 there already\n");
    assertThat(files(second)).isEqualTo(files(first)).contains(block + "/meta.json");

    Invocation marked =
        run(first, "bucket", "mark", "--marker=deletion-mark.json", "--details=test", block);
    assertThat(marked.exitCode()).as(marked.err()).isZero();
    assertThat(first.resolve(block).resolve("deletion-mark.json")).content().contains("test");
    assertThat(run(first, "bucket", "ls").out()).contains("{cluster=\"a\"}  deletion");
    run(first, "bucket", "mark", "--marker=deletion-mark.json", "--remove", block);
    assertThat(files(second)).isEqualTo(files(first));
  }

  @Test
  void inspectSaysWhatSeriesHaveMostOf() throws IOException {
    Path metrics = folder.resolve("metrics.txt");
    Path bucket = folder.resolve("bucket");
    Path blocks = folder.resolve("blocks");
    Files.writeString(metrics, "x{a=\"1\"} 2 7200\nx{a=\"2\"} 2 7200\ny 1 7200\n# EOF\n");
    Invocation.of(
        "tools", "block", "import", metrics.toString(), "--output-dir=" + blocks, "--label=c=d");

    Invocation uploaded = run(bucket, "bucket", "upload", blocks.toString());
    String block = uploaded.err().substring(0, 26);

    assertThat(run(bucket, "bucket", "inspect", block).out())
        .contains(
            "SERIES  METRIC\n     2  x\n     1  y\n",
            "VALUES  LABEL\n     2  __name__\n     2  a\n",
            "SERIES  PAIR\n     2  __name__=x\n     1  __name__=y\n     1  a=1\n     1  a=2\n");

    Files.writeString(bucket.resolve(block).resolve("cardinality.json"), "{\"version\": 2}");
    Invocation later = run(bucket, "bucket", "inspect", block);
    assertThat(later.exitCode()).isZero();
    assertThat(later.out())
        .contains("most of is not known: ", "version must be 1, was 2", "\"ulid\": \"" + block);
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void triesWhatAStoreCanDo() throws IOException {
    Invocation checked = run(folder.resolve("bucket"), "bucket", "check-config");

    assertThat(checked.exitCode()).as(checked.out() + checked.err()).isZero();
    assertThat(checked.out().lines().filter(line -> line.contains("  works  "))).hasSize(6);
    assertThat(files(folder.resolve("bucket"))).isEmpty();
  }

  @Test
  void tellsWhatIsWrongWithTheConfiguration() {
    Invocation unknown =
        Invocation.of("tools", "bucket", "ls", "--objstore.config={type: S3, config: {buckt: b}}");
    Invocation warned =
        Invocation.of(
            "tools",
            "bucket",
            "check-config",
            "--objstore.config={type: FILESYSTEM, config: {directory: "
                + folder.resolve("b")
                + "}, prefix: p}");
    Invocation none = Invocation.of("tools", "bucket", "ls");

    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("config.buckt: unknown key; did you mean bucket?");
    assertThat(warned.exitCode()).isZero();
    assertThat(warned.out()).contains("/b/p can do everything");
    assertThat(none.err()).contains("give --objstore.config");
  }
}
