package io.meridian.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.testkit.Seed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deep, long and broken queries are refused in bounded time and stack. */
class HostileSyntaxTest {
  private static final int LONG = 1_000_000;

  @RegisterExtension final Seed seed = new Seed();

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "-", "a+", "a^", "sum(", "abs(", "a or ", "-(", "rate(a[1m+(", "a[-", "a[1+"})
  void refusesDeepNesting(String part) {
    String query = part.repeat(LONG / part.length());

    assertThatThrownBy(() -> parseInSmallStack(query))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("parse error: ");
  }

  @Test
  void namesTheLimitOfNesting() {
    assertThatThrownBy(() -> parseInSmallStack("(".repeat(5_000)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(
            "1:1001: parse error: expression is nested deeper than 1000 levels; split it up");
  }

  @Test
  void readsTheDeepestTrees() {
    String deep = "-(".repeat(330) + "a" + ")".repeat(330);
    String chain = "a" + " + a".repeat(990);

    assertThat(parseInSmallStack(deep)).hasToString(deep);
    assertThat(parseInSmallStack(chain)).hasToString(chain);
  }

  @Test
  void readsLongQueries() {
    String arguments = "label_join(a, \"b\", \"c\"" + ", \"d\"".repeat(LONG / 5) + ")";
    String branches = "a{b=~\"" + "x|".repeat(5_000) + "\"}";

    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          Syntax.parse(arguments, SyntaxOptions.ALL);
          Syntax.parse(branches, SyntaxOptions.ALL);
        });
  }

  @Test
  void refusesOrReadsDamagedQueries() {
    RandomGenerator random = seed.random();
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder query = new StringBuilder(new RandomQuery(random).vector(3));
      for (int damage = random.nextInt(3); damage >= 0; damage--) {
        int at = random.nextInt(query.length());
        switch (random.nextInt(3)) {
          case 0 -> query.setLength(at + 1);
          case 1 -> query.deleteCharAt(at).append(' ');
          default -> query.insert(at, "(){}[]\"'`,:+-@#\\x5é".charAt(random.nextInt(19)));
        }
      }
      if (SyntaxFuzzTest.parses(query.toString())) {
        parsed++;
      }
    }

    assertThat(parsed).isBetween(200, 19_800);
  }

  /** Parses on a thread with three quarters of the usual stack. */
  private static Expression parseInSmallStack(String query) {
    AtomicReference<Expression> parsed = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                Expression tree = Syntax.parse(query, SyntaxOptions.ALL);
                assertThat(tree.toString()).isNotEmpty();
                parsed.set(tree);
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "small stack",
            768 << 10);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Throwable thrown = failure.get();
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown != null) {
      throw new AssertionError(thrown);
    }
    return parsed.get();
  }
}
