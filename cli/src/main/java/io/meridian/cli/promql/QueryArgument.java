package io.meridian.cli.promql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Parameters;

/** A query on the command line, or on standard input. */
final class QueryArgument {
  @Parameters(
      arity = "1",
      paramLabel = "<query>",
      description = "A query; - for one on standard input. Put -- before one that begins with a -.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private String query;

  String text() {
    return read(query);
  }

  /** A query as it was named. */
  static String read(String argument) {
    if (!argument.equals("-")) {
      return argument;
    }
    try {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
