package io.meridian.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CorruptDataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class ExitCodeTest {

  private final StringWriter err = new StringWriter();

  @Test
  void namesTheMissingFile() {
    assertThat(report(new UncheckedIOException(new NoSuchFileException("a/index"))))
        .isEqualTo(ExitCode.FAILED.number());
    assertThat(err.toString())
        .isEqualToIgnoringNewLines("meridian: a/index: no such file or folder");
  }

  @Test
  void saysWhatAFileRefused() {
    assertThat(report(new AccessDeniedException("a/index"))).isEqualTo(1);
    assertThat(err.toString()).contains("a/index: AccessDeniedException");
  }

  @Test
  void leavesOutTheStackTraceOfAnExpectedFailure() {
    assertThat(report(new IOException("disk full"))).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines("meridian: disk full");
  }

  @Test
  void keepsQuietWhenNobodyReads() {
    assertThat(report(new UncheckedIOException(new IOException("Broken pipe")))).isEqualTo(141);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void passesOnTheWordsOfOurOwnErrors() {
    assertThat(report(new CorruptDataException("a/index", 7, "no magic"))).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines("meridian: a/index at offset 7: no magic");
  }

  @Test
  void showsTheStackTraceOfAFaultOfOurOwn() {
    assertThat(report(new IllegalStateException("broken"))).isEqualTo(70);
    assertThat(err.toString()).contains("IllegalStateException: broken", "\tat ");
  }

  private int report(Throwable failure) {
    return ExitCode.report(failure, new PrintWriter(err, true));
  }
}
