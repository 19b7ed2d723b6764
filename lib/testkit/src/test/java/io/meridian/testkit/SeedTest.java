package io.meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

final class SeedTest {

  @Test
  void givesTheSameSequenceForTheSameSeed() {
    assertThat(new Seed(7).random().nextLong()).isEqualTo(new Seed(7).random().nextLong());
    assertThat(new Seed(7).random().nextLong()).isNotEqualTo(new Seed(8).random().nextLong());
  }

  @Test
  void takesTheSeedFromTheSystemProperty() {
    assertThat(valueGiven("-42")).isEqualTo(-42);
  }

  @Test
  void drawsASeedIfAsked() {
    assertThat(valueGiven("random")).isNotEqualTo(valueGiven("random"));
  }

  private static long valueGiven(String property) {
    String before = System.getProperty("meridian.seed");
    System.setProperty("meridian.seed", property);
    try {
      return new Seed().value();
    } finally {
      if (before == null) {
        System.clearProperty("meridian.seed");
      } else {
        System.setProperty("meridian.seed", before);
      }
    }
  }

  @Test
  void printsTheSeedOfAFailure() {
    assertThat(printedFor(new AssertionError("expected")))
        .contains("roundTrips()", "-Dmeridian.seed=7");
  }

  @Test
  void printsNothingForATestThatIsSkipped() {
    assertThat(printedFor(new TestAbortedException("no data"))).isEmpty();
  }

  private static String printedFor(Throwable failure) {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThatThrownBy(() -> new Seed(7).handleTestExecutionException(context(), failure))
          .isSameAs(failure);
    } finally {
      System.setErr(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static ExtensionContext context() {
    return (ExtensionContext)
        Proxy.newProxyInstance(
            SeedTest.class.getClassLoader(),
            new Class<?>[] {ExtensionContext.class},
            (proxy, method, arguments) -> "roundTrips()");
  }
}
