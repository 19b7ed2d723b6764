package io.meridian.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A program of someone else's, such as {@code promtool}, that our results are held against. */
public final class ExternalProgram {

  private final Path executable;

  private ExternalProgram(Path executable) {
    this.executable = executable;
  }

  /** What a program left behind: its exit code and everything it printed. */
  public record Result(int exitCode, String stdout, String stderr) {}

  /**
   * The program of that name on PATH. Skips the calling test where there is none, for the reason
   * "{@code <name> is not on PATH}" as .ci/skips.txt lists it.
   */
  public static ExternalProgram assumePresent(String name) {
    Optional<ExternalProgram> program = find(name, System.getenv("PATH"));
    if (program.isEmpty()) {
      Assumptions.abort(name + " is not on PATH");
    }
    return program.orElseThrow();
  }

  static Optional<ExternalProgram> find(String name, String path) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(path)
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(ExternalProgram::new);
  }

  public Path executable() {
    return executable;
  }

  /** Runs the program without input to its end. */
  public Result run(Duration timeout, String... arguments) {
    return run(timeout, new byte[0], arguments);
  }

  /**
   * Runs the program to its end.
   *
   * @throws AssertionError if it takes longer than {@code timeout}; it and what it started are
   *     killed
   */
  public Result run(Duration timeout, byte[] stdin, String... arguments) {
    try {
      Path scratch = Files.createTempDirectory("external-program");
      try {
        return run(scratch, timeout, stdin, arguments);
      } finally {
        for (String file : List.of("stdin", "stdout", "stderr")) {
          Files.deleteIfExists(scratch.resolve(file));
        }
        Files.delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The streams are files, so that no pipe can fill up and no thread has to pump it.
  private Result run(Path scratch, Duration timeout, byte[] stdin, String... arguments)
      throws IOException {
    Path out = scratch.resolve("stdout");
    Path err = scratch.resolve("stderr");
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst(executable.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Files.write(scratch.resolve("stdin"), stdin).toFile())
            .redirectOutput(Redirect.to(out.toFile()))
            .redirectError(Redirect.to(err.toFile()))
            .start();
    boolean ended = awaitOrKill(process, timeout);
    if (!ended) {
      throw new AssertionError(
          command + " took more than " + timeout + ": " + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static boolean awaitOrKill(Process process, Duration timeout) {
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    return ended;
  }
}
