package io.meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

final class ExternalProgramTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExternalProgram sh = ExternalProgram.assumePresent("sh");

  @Test
  void capturesOutputErrorsAndExitCode() {
    ExternalProgram.Result result = sh.run(LONG, "-c", "echo out; echo err >&2; exit 3");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
  }

  @Test
  void passesInput() {
    byte[] input = "a\nb\n".getBytes(StandardCharsets.UTF_8);

    assertThat(sh.run(LONG, input, "-c", "cat").stdout()).isEqualTo("a\nb\n");
  }

  @Test
  void killsWhatTakesTooLong() {
    assertThatThrownBy(() -> sh.run(Duration.ofMillis(100), "-c", "echo slow >&2; sleep 60"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("took more than PT0.1S");
  }

  @Test
  void skipsForTheListedReasonWithoutTheProgram() throws Exception {
    assertThatThrownBy(() -> ExternalProgram.assumePresent("no-such-program"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage("no-such-program is not on PATH");
    assertThat(Files.readAllLines(ProjectFolders.root().resolve(".ci/skips.txt")))
        .contains("promtool is not on PATH", "prometheus is not on PATH");
  }

  @Test
  void looksIntoEveryFolderOfThePath() {
    Path folder = sh.executable().getParent();

    assertThat(ExternalProgram.find("sh", "/nowhere:" + folder)).isPresent();
    assertThat(ExternalProgram.find("sh", "/nowhere")).isEmpty();
  }
}
