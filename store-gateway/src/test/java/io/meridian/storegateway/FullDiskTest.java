package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.FilesystemBucket;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.testkit.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway whose disk takes no more: a process that may write files up to a size only, which the
 * operating system sees to, as it does on a disk that is full.
 */
class FullDiskTest {
  @TempDir private Path folder;
  private Path golden = Path.of("");

  @BeforeEach
  void goldenBucket() {
    golden = Golden.assumePresent("golden/thanos/after");
  }

  private String whole() throws IOException, InterruptedException {
    try (RunningGateway gateway =
        new RunningGateway(
            FilesystemBucket.open(golden), folder.resolve("whole"), CallLimits.NONE)) {
      return FullDiskGateway.digest(gateway.everything());
    }
  }

  /** What a gateway printed whose files have at most so many blocks of 512 or 1,024 bytes. */
  private String[] answered(int blocks, String data) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "/bin/sh",
                    "-c",
                    "ulimit -f " + blocks + " && exec \"$@\"",
                    "sh",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    FullDiskGateway.class.getName(),
                    golden.toString(),
                    folder.resolve(data).toString()))
            .redirectErrorStream(true)
            .start();
    List<String> said = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      out.lines().forEach(said::add);
    } finally {
      process.destroyForcibly().waitFor();
    }
    Optional<String> answer = said.stream().filter(line -> line.startsWith("answered ")).findAny();
    assertThat(answer).as(() -> String.join("\n", said)).isPresent();
    return answer.orElseThrow().split(" ", -1);
  }

  @Test
  void answersWhereTheDiskTakesNothing() throws IOException, InterruptedException {
    String[] answered = answered(0, "data");

    assertThat(answered[1]).isEqualTo(whole());
    assertThat(Integer.parseInt(answered[2])).as("headers in memory").isPositive();
    assertThat(Integer.parseInt(answered[3])).as("metas that are not kept").isPositive();
  }

  @Test
  void answersWhereFilesEndInTheMiddleAndAfterwards() throws IOException, InterruptedException {
    String whole = whole();

    assertThat(answered(1, "data")[1]).isEqualTo(whole);
    assertThat(answered(8, "data")[1]).isEqualTo(whole);
    try (RunningGateway roomy =
        new RunningGateway(
            FilesystemBucket.open(golden), folder.resolve("data"), CallLimits.NONE)) {
      GivenAnswer after = roomy.everything();
      assertThat(FullDiskGateway.digest(after)).isEqualTo(whole);
      assertThat(after.warnings()).isEmpty();
      assertThat(roomy.metric("meridian_storegateway_headers_not_kept")).isZero();
    }
    assertThat(Files.exists(folder.resolve("data/headers"))).isTrue();
  }
}
