package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.FilesystemBucket;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway makes of a folder that another one, which was killed, has left. */
class KilledGatewayTest {
  /** How long after a line, at most, the process is killed. */
  private static final int LATEST_MILLIS = 300;

  private static final int KILLS = 3;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;
  private Path golden;

  @BeforeEach
  void goldenBucket() {
    golden = Golden.assumePresent("golden/thanos/after");
  }

  private GivenAnswer answer(String data) throws IOException, InterruptedException {
    try (RunningGateway gateway =
        new RunningGateway(FilesystemBucket.open(golden), folder.resolve(data), CallLimits.NONE)) {
      return gateway.everything();
    }
  }

  private void answersWhole(String data, GivenAnswer whole)
      throws IOException, InterruptedException {
    GivenAnswer after = answer(data);

    assertThat(after.warnings()).isEmpty();
    assertThat(after.series()).isEqualTo(whole.series());
  }

  @Test
  void answersAfterKillsAtAnyTime() throws IOException, InterruptedException {
    GivenAnswer whole = answer("other");
    assertThat(whole.series()).isNotEmpty();
    RandomGenerator random = seed.random();

    for (int kill = 0; kill < KILLS; kill++) {
      kill(random.nextInt(1, 4), random.nextInt(LATEST_MILLIS));

      answersWhole("data", whole);
    }
  }

  /** Runs a gateway until it has printed so many lines, and a while longer. */
  private void kill(int lines, int millis) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledGateway.class.getName(),
                    golden.toString(),
                    folder.resolve("data").toString()))
            .redirectError(folder.resolve("errors").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      for (int line = 0; line < lines; ) {
        String said = out.readLine();
        assertThat(said).as(() -> errors()).isNotNull();
        line += said.equals("starting") || said.equals("answered") ? 1 : 0;
      }
      assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS)).as(() -> errors()).isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void answersWhateverIsLeftOfItsFiles() throws IOException, InterruptedException {
    RandomGenerator random = seed.random();
    GivenAnswer whole = answer("data");
    Path data = folder.resolve("data");

    for (int round = 0; round < 4; round++) {
      for (Path file : KilledGateway.files(data)) {
        mutilate(file, random);
      }

      answersWhole("data", whole);
    }
  }

  private static void mutilate(Path file, RandomGenerator random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (random.nextInt(6)) {
      case 0 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      case 1 -> Files.write(file, new byte[bytes.length]);
      case 2 -> Files.delete(file);
      case 3 -> {
        random.nextBytes(bytes);
        Files.write(file, bytes);
      }
      case 4 -> Files.move(file, file.resolveSibling(file.getFileName() + ".tmp"));
      default -> {
        if (bytes.length > 0) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
          Files.write(file, bytes);
        }
      }
    }
  }
}
