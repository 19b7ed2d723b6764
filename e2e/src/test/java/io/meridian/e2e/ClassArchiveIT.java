package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that the launcher makes, on a copy of the launcher and its jars. */
final class ClassArchiveIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  @TempDir Path folder;
  private Path jar;
  private ExternalProgram launcher;

  @BeforeEach
  void copy() throws IOException {
    Path root = Path.of(System.getProperty("meridian.root", ".."));
    Path target = folder.resolve("root/cli/target");
    Files.createDirectories(target.resolve("lib"));
    Path script = folder.resolve("root/meridian");
    Files.copy(root.resolve("meridian"), script);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    jar = Files.copy(root.resolve("cli/target/meridian.jar"), target.resolve("meridian.jar"));
    try (Stream<Path> libraries = Files.list(root.resolve("cli/target/lib"))) {
      for (Path each : libraries.toList()) {
        Files.copy(each, target.resolve("lib").resolve(each.getFileName()));
      }
    }
    launcher =
        ExternalProgram.at(script)
            .withEnvironment("MERIDIAN_BUILDING", "yes")
            .withEnvironment("MERIDIAN_ARCHIVE", "on")
            .withEnvironment("XDG_CACHE_HOME", folder.resolve("cache").toString());
  }

  private String version() {
    ExternalProgram.Result result = launcher.run(TIMEOUT, "--version");
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    assertThat(result.stderr()).isEmpty();
    return result.stdout();
  }

  private List<Path> archives(String suffix) throws IOException {
    Path archives = folder.resolve("cache/meridian/aot");
    if (!Files.isDirectory(archives)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(archives)) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  private void awaitMaking() throws IOException, InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!archives(".making").isEmpty()) {
      assertThat(System.nanoTime()).as("the archive is not made in time").isLessThan(end);
      Thread.sleep(100);
    }
  }

  @Test
  void isMadeOnceForTheseJarsAndAnewForOthers() throws Exception {
    assertThat(version()).startsWith("meridian ");
    awaitMaking();
    List<Path> first = archives(".aot");
    assertThat(first).hasSize(1);
    assertThat(version()).startsWith("meridian ");
    assertThat(archives(".making")).isEmpty();

    Files.copy(jar, jar.resolveSibling("lib/another.jar"));
    assertThat(version()).startsWith("meridian ");
    assertThat(archives(".making")).hasSize(1).doesNotContainAnyElementsOf(first);
    awaitMaking();
  }

  /** A receiver starts seldom, and the archive would be a third of its memory. */
  @Test
  void isNotMadeForAReceiverUnlessThatIsSaid() throws IOException {
    Files.createFile(
        Files.createDirectories(folder.resolve("root/target")).resolve("meridian.stamp"));
    ExternalProgram plain =
        launcher.withEnvironment("MERIDIAN_BUILDING", "").withEnvironment("MERIDIAN_ARCHIVE", "");

    assertThat(plain.run(TIMEOUT, "receiver", "--help").exitCode()).isZero();

    assertThat(archives("")).isEmpty();
  }

  @Test
  void isDoneWithoutWhereItCannotBeKept() {
    launcher = launcher.withEnvironment("XDG_CACHE_HOME", "/dev/null/nowhere");

    assertThat(version()).startsWith("meridian ");
  }
}
