package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LazyDfaTest {
  @RegisterExtension final Seed seed = new Seed();

  /** Remembers where in the last 15 runes an a stood: more states than an automaton keeps. */
  private static final String MANY_STATES = "(?:.|\\n)*a.{14}";

  @Test
  void staysRightWhenItsStatesAreForgotten() {
    LazyDfa automaton = automaton(MANY_STATES);
    RandomGenerator random = seed.random();

    for (int i = 0; i < 200; i++) {
      byte[] value = randomValue(random, 500);
      assertThat(automaton.matches(value, 0, value.length)).isEqualTo(expected(value));
    }
  }

  @Test
  void staysRightWhenManyThreadsBuildIt() throws Exception {
    LazyDfa automaton = automaton(MANY_STATES);
    List<Callable<Boolean>> tests = new ArrayList<>();
    RandomGenerator random = seed.random();
    for (int i = 0; i < 400; i++) {
      byte[] value = randomValue(random, 300);
      tests.add(() -> automaton.matches(value, 0, value.length) == expected(value));
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> right : threads.invokeAll(tests)) {
        assertThat(right.get()).isTrue();
      }
    }
  }

  @Test
  void decodesRunesAcrossStates() {
    LazyDfa automaton = automaton("[é-ü]+|€x|😀{2}|\\pL\\b?");

    assertThat(matches(automaton, "éêü")).isTrue();
    assertThat(matches(automaton, "éà")).isFalse();
    assertThat(matches(automaton, "€x")).isTrue();
    assertThat(matches(automaton, "€")).isFalse();
    assertThat(matches(automaton, "😀😀")).isTrue();
    assertThat(matches(automaton, "😀")).isFalse();
    assertThat(matches(automaton, "日")).isTrue();
  }

  private static byte[] randomValue(RandomGenerator random, int length) {
    byte[] value = new byte[random.nextInt(length)];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (random.nextBoolean() ? 'a' : 'b');
    }
    return value;
  }

  private static boolean expected(byte[] value) {
    return value.length >= 15 && value[value.length - 15] == 'a';
  }

  private static boolean matches(LazyDfa automaton, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    return automaton.matches(bytes, 0, bytes.length);
  }

  private static LazyDfa automaton(String regex) {
    return new LazyDfa(Program.of(RegexParser.parse(regex), regex));
  }
}
