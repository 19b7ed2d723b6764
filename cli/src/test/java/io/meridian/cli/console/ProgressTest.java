package io.meridian.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final StringWriter err = new StringWriter();
  private long now;

  @Test
  void showsALineThatItWipesAwayInTheEnd() {
    try (Progress progress = progress(true)) {
      progress.reached(10);
      assertThat(err.toString()).isEmpty();

      now += 1_000_000_000;
      progress.reached(50);
    }

    assertThat(err.toString())
        .startsWith("\rworking [###############---------------] 50 %, 1 s left")
        .endsWith("\r\u001b[K");
  }

  @Test
  void saysNothingWhereNobodyWatches() {
    try (Progress progress = progress(false)) {
      now += 10_000_000_000L;
      progress.reached(50);
    }

    assertThat(err.toString()).isEmpty();
  }

  private Progress progress(boolean isWatched) {
    Console console =
        new Console(OutputStream.nullOutputStream(), new PrintWriter(err), () -> isWatched);
    return new Progress(console, "working", 100, () -> now);
  }
}
