package io.meridian.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A program run as a process of its own: someone else's, such as {@code promtool}, that our results
 * are held against, or our own as a user starts it.
 */
public final class ExternalProgram {

  private final Path executable;
  private final Map<String, String> environment;

  private ExternalProgram(Path executable, Map<String, String> environment) {
    this.executable = executable;
    this.environment = Map.copyOf(environment);
  }

  /** The program in a file. */
  public static ExternalProgram at(Path executable) {
    return new ExternalProgram(executable, Map.of());
  }

  /** The same program with a variable more in its environment. */
  public ExternalProgram withEnvironment(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new ExternalProgram(executable, more);
  }

  /** What a program left behind: its exit code and everything it printed. */
  public record Result(int exitCode, String stdout, String stderr) {}

  /**
   * The program of that name on PATH. Skips the calling test where there is none, for the reason
   * "{@code <name> is not on PATH}" as .ci/skips.txt lists it.
   */
  public static ExternalProgram assumePresent(String name) {
    Optional<ExternalProgram> program = find(name);
    if (program.isEmpty()) {
      Assumptions.abort(name + " is not on PATH");
    }
    return program.orElseThrow();
  }

  /** The program of that name on PATH, if there is one. */
  public static Optional<ExternalProgram> find(String name) {
    return find(name, System.getenv("PATH"));
  }

  static Optional<ExternalProgram> find(String name, String path) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(path)
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(ExternalProgram::at);
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
        Path out = scratch.resolve("stdout");
        Result result = run(scratch, out, timeout, stdin, arguments);
        return new Result(result.exitCode(), Files.readString(out), result.stderr());
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

  /**
   * Runs the program without input to its end, what it prints into a file.
   *
   * @return a result whose {@code stdout} is empty
   * @throws AssertionError if it takes longer than {@code timeout}; it and what it started are
   *     killed
   */
  public Result runInto(Path stdout, Duration timeout, String... arguments) {
    try {
      Path scratch = Files.createTempDirectory("external-program");
      try {
        return run(scratch, stdout, timeout, new byte[0], arguments);
      } finally {
        for (String file : List.of("stdin", "stderr")) {
          Files.deleteIfExists(scratch.resolve(file));
        }
        Files.delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The streams are files, so that no pipe can fill up and no thread has to pump it.
  private Result run(Path scratch, Path out, Duration timeout, byte[] stdin, String... arguments)
      throws IOException {
    Path err = scratch.resolve("stderr");
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst(executable.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Files.write(scratch.resolve("stdin"), stdin).toFile())
            .redirectOutput(Redirect.to(out.toFile()))
            .redirectError(Redirect.to(err.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = awaitOrKill(process, timeout);
    if (!ended) {
      throw new AssertionError(
          command + " took more than " + timeout + ": " + Files.readString(err));
    }
    return new Result(process.exitValue(), "", Files.readString(err));
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
