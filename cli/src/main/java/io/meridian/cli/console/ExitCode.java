package io.meridian.cli.console;

import io.meridian.bucket.BucketException;
import io.meridian.config.ConfigException;
import io.meridian.model.MeridianException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Every exit code of {@code meridian}, and which failure ends in which. */
public enum ExitCode {
  OK(0),
  /** The command could not do its work; its message says why. */
  FAILED(1),
  /** The command line is wrong; nothing was tried. */
  USAGE(2),
  /** A fault of Meridian's own; the stack trace belongs in a report. */
  INTERNAL(70),
  /**
   * Whoever read what was printed has left, as {@code head} does; shells know it by this number.
   */
  READER_GONE(141);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Tells {@code err} of a failure and gives the exit code's number. */
  public static int report(Throwable failure, PrintWriter err) {
    ExitCode code = of(failure);
    switch (code) {
      case INTERNAL -> failure.printStackTrace(err);
      case READER_GONE -> {}
      case OK, FAILED, USAGE -> err.println("meridian: " + words(failure));
    }
    return code.number;
  }

  private static ExitCode of(Throwable failure) {
    return switch (failure) {
      case UncheckedIOException wrapper when isBrokenPipe(wrapper.getCause()) -> READER_GONE;
      case IOException _ when isBrokenPipe(failure) -> READER_GONE;
      case MeridianException _,
          BucketException _,
          ConfigException _,
          IOException _,
          UncheckedIOException _ ->
          FAILED;
      default -> INTERNAL;
    };
  }

  private static boolean isBrokenPipe(@Nullable Throwable failure) {
    return failure instanceof IOException && "Broken pipe".equals(failure.getMessage());
  }

  /** What is said of an expected failure: the object and what is wrong with it. */
  public static String words(Throwable failure) {
    return switch (failure) {
      case UncheckedIOException wrapper when wrapper.getCause() != null ->
          words(Objects.requireNonNull(wrapper.getCause()));
      case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
      case FileSystemException file when file.getReason() == null ->
          file.getFile() + ": " + file.getClass().getSimpleName();
      default -> Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    };
  }
}
