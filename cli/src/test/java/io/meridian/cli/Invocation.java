package io.meridian.cli;

import io.meridian.cli.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a run of the command in this process left behind.
 *
 * @param exitCode its exit code
 * @param out what it printed
 * @param err what it said to a person
 */
public record Invocation(int exitCode, String out, String err) {
  /** Runs the command with nobody watching. */
  public static Invocation of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    int exitCode =
        Meridian.run(new Console(out, new PrintWriter(err, true), () -> false), arguments);
    return new Invocation(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
  }
}
