package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The distribution's {@code promtool}. */
final class Promtool {
  private static final Duration TIMEOUT = Duration.ofMinutes(9);

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

  /** Holds our list of a folder of blocks against its own; gives their number. */
  int sameList(Path folder) {
    List<String> listed = answer("tsdb", "list", folder.toString()).lines().skip(1).toList();
    String ours =
        MeridianProcess.answer("tools", "block", "ls", "--output", "json", folder.toString());
    for (String line : listed) {
      List<String> cells = Pattern.compile(" +").splitAsStream(line).toList();
      assertThat(ours)
          .contains("\"ulid\": \"" + cells.get(0) + "\"")
          .contains("\"minTime\": " + cells.get(1))
          .contains("\"maxTime\": " + cells.get(2))
          .contains("\"samples\": " + cells.get(4))
          .contains("\"chunks\": " + cells.get(5))
          .contains("\"series\": " + cells.get(6))
          .contains("\"size\": " + cells.get(7));
    }
    return listed.size();
  }

  /** Runs it to an exit code of 0 and gives what it printed. */
  String answer(String... arguments) {
    ExternalProgram.Result result = program.run(TIMEOUT, arguments);
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout();
  }
}
