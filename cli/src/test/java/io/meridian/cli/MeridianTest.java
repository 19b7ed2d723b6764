package io.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class MeridianTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsHelp() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: meridian", "tools");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printsItsVersion() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("meridian ").contains("Java 25");
  }

  @Test
  void suggestsTheNearestCommand() {
    assertThat(run("tool")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("'tool'", "Did you mean: meridian tools?");
  }

  @Test
  void suggestsTheNearestFlag() {
    assertThat(run("--versio")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("'--versio'", "--version");
  }

  @Test
  void asksForTheMissingCommand() {
    assertThat(run("tools", "block")).isEqualTo(ExitCode.USAGE.number());
    assertThat(err.toString()).contains("Usage: meridian tools block");
  }

  private int run(String... arguments) {
    return Meridian.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
