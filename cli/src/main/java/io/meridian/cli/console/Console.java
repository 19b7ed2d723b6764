package io.meridian.cli.console;

import io.meridian.service.text.ByteText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Where a command's output goes.
 *
 * @param out what was asked for, and nothing else; not buffered
 * @param err words to a person
 * @param isWatched whether {@code err} is a terminal, so that a line can be written over
 */
public record Console(OutputStream out, PrintWriter err, BooleanSupplier isWatched) {
  /** The streams of this process. */
  @SuppressWarnings("resource") // standard streams end with the process
  public static Console ofProcess() {
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        Terminal::isStandardError);
  }

  /** A writer of answers, to be closed or flushed by its user. */
  public ByteText text() {
    return new ByteText(out);
  }
}
