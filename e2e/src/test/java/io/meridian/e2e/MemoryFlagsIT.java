package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.service.budget.MemoryShares;
import io.meridian.testkit.ExternalProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher shares out the memory that there is as {@link MemoryShares} does. */
final class MemoryFlagsIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final ExternalProgram launcher =
      ExternalProgram.at(
          Path.of(System.getProperty("meridian.root", "..")).resolve("meridian").toAbsolutePath());

  private static String flags(ExternalProgram launcher, String... of) {
    List<String> command = new ArrayList<>(List.of("memory"));
    command.addAll(List.of(of));
    ExternalProgram.Result result = launcher.run(TIMEOUT, command.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout().strip();
  }

  @Test
  void comeFromTheControlGroupOrTheMachine() {
    assertThat(flags(launcher)).isEqualTo(String.join(" ", MemoryShares.ofThisProcess().flags()));
  }

  @ParameterizedTest
  @ValueSource(longs = {256, 257, 300, 511, 768, 1000, 2048, 4097, 100_000})
  void areOfWhatIsSaid(long mebibytes) {
    assertThat(flags(launcher.withEnvironment("MERIDIAN_MEMORY", mebibytes + "m")))
        .isEqualTo(String.join(" ", MemoryShares.of(mebibytes << 20).flags()));
  }

  @Test
  void boundAReceiversYoungGenerationByItsProcessors() {
    List<String> lines = flags(launcher, "receiver").lines().toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.getLast().split(" "))
        .contains("-XX:MaxNewSize=" + 8 * Runtime.getRuntime().availableProcessors() + "m");
    assertThat(flags(launcher, "querier").lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"9362, false", "9363, true", "131071, true", "131072, false"})
  void giveAReceiversArraysSmallRegionsWhereTheCollectorWouldHaveLargeOnes(
      int mebibytes, boolean small) {
    String line =
        flags(launcher.withEnvironment("MERIDIAN_MEMORY", mebibytes + "m"), "receiver")
            .lines()
            .toList()
            .getLast();

    assertThat(line.contains(" -XX:G1HeapRegionSize=2m")).isEqualTo(small);
  }

  @Test
  void giveAnIdleGatewayFewSmallRegions() {
    assertThat(flags(launcher.withEnvironment("MERIDIAN_MEMORY", "16g"), "store-gateway").lines())
        .hasSize(2)
        .last()
        .isEqualTo("-XX:G1HeapRegionSize=2m");
    assertThat(flags(launcher.withEnvironment("MERIDIAN_MEMORY", "8g"), "store-gateway").lines())
        .hasSize(1);
  }

  @Test
  void areLeftToTheJvmWhereThereIsHardlyAny() {
    assertThat(flags(launcher.withEnvironment("MERIDIAN_MEMORY", "255m"))).isEmpty();
  }
}
