package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The distribution's {@code promtool}. */
final class Promtool {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final ExternalProgram program;

  private Promtool(ExternalProgram program) {
    this.program = program;
  }

  /** The one on PATH; the test is skipped where there is none. */
  static Promtool assumePresent() {
    return new Promtool(ExternalProgram.assumePresent("promtool"));
  }

  /** Makes blocks of an OpenMetrics file. */
  void createBlocks(Path openMetrics, Path folder) {
    answer("tsdb", "create-blocks-from", "openmetrics", openMetrics.toString(), folder.toString());
  }

  /** Dumps a folder of blocks into a file. */
  Path dump(Path folder, Path file) throws IOException {
    Files.createDirectories(folder.resolve("wal")); // it does not read a database without one
    ExternalProgram.Result result =
        program.runInto(file, TIMEOUT, "tsdb", "dump", folder.toString());
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return file;
  }

  /** Runs it to an exit code of 0 and gives what it printed. */
  String answer(String... arguments) {
    ExternalProgram.Result result = program.run(TIMEOUT, arguments);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout();
  }
}
