package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.ExternalProgram;
import java.nio.file.Path;
import java.time.Duration;

/** The {@code ./meridian} of this checkout as a user starts it, as it was built before. */
final class MeridianProcess {
  private static final Duration TIMEOUT = Duration.ofMinutes(9);
  private static final ExternalProgram PROGRAM =
      ExternalProgram.at(Path.of(System.getProperty("meridian.root", "..")).resolve("meridian"))
          .withEnvironment("MERIDIAN_BUILDING", "yes");

  private MeridianProcess() {}

  static ExternalProgram.Result run(String... arguments) {
    return PROGRAM.run(TIMEOUT, arguments);
  }

  /** Runs it to an exit code of 0 and gives what it printed. */
  static String answer(String... arguments) {
    ExternalProgram.Result result = run(arguments);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout();
  }

  /** The same, printed into a file. */
  static Path answerInto(Path file, String... arguments) {
    ExternalProgram.Result result = PROGRAM.runInto(file, TIMEOUT, arguments);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return file;
  }
}
