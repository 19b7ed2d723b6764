package io.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

final class MeridianTest {

  @Test
  void printsHelp() {
    Invocation help = Invocation.of("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("Usage: meridian", "tools");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void printsItsVersion() {
    Invocation version = Invocation.of("--version");

    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).startsWith("meridian ").contains("Java 25");
  }

  @Test
  void suggestsTheNearestCommand() {
    assertThat(usageError("tool")).contains("'tool'", "Did you mean: meridian tools");
  }

  @Test
  void suggestsTheNearestFlag() {
    assertThat(usageError("--versio")).contains("'--versio'", "--version");
  }

  @Test
  void asksForTheMissingCommand() {
    assertThat(usageError("tools", "block")).contains("Usage: meridian tools block");
  }

  private static String usageError(String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exitCode()).isEqualTo(ExitCode.USAGE.number());
    return invocation.err();
  }
}
