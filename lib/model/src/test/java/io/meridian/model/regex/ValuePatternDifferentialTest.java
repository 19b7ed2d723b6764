package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random expressions and values: patterns against re2j, against the plainest matcher there is, and
 * against themselves.
 */
final class ValuePatternDifferentialTest {
  private static final int EXPRESSIONS = 4000;
  private static final int VALUES = 8;

  @RegisterExtension final Seed seed = new Seed();

  @Test
  void agreesWithRe2j() {
    RandomGenerator random = seed.random();
    int faults = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
      RandomRegex make = new RandomRegex(random, i % 2 == 0);
      String regex = make.expression();
      ValuePattern pattern = ValuePattern.ofRegex(regex);
      Pattern expected = Pattern.compile(regex, Pattern.DOTALL);
      Node node = RegexParser.parse(regex);
      for (int v = 0; v < VALUES; v++) {
        String value = v < 2 ? make.value() : make.value(node);

        byte[] bytes = value.getBytes(UTF_8);
        boolean wanted = expected.matches(value);
        if (mixesCase(regex) && wanted != NaiveMatch.matches(node, bytes)) {
          wanted = !wanted;
          faults++;
        }
        assertThat(matches(pattern, bytes)).as("%s on %s", regex, value).isEqualTo(wanted);
      }
    }
    assertThat(faults).isLessThan(EXPRESSIONS * VALUES / 1000);
  }

  /**
   * Where re2j may take a letter for the same one in any case: it parts {@code S\W|(?i:s)} into S
   * and what follows, so that s does not match. Go does not.
   */
  private static boolean mixesCase(String regex) {
    return regex.contains("(?i") && regex.contains("|");
  }

  @Test
  void agreesWithTheDefinitionOnAnyBytes() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < EXPRESSIONS; i++) {
      RandomRegex make = new RandomRegex(random, i % 2 == 0);
      String regex = make.expression();
      ValuePattern pattern = ValuePattern.ofRegex(regex);
      Node node = RegexParser.parse(regex);
      for (int v = 0; v < VALUES; v++) {
        byte[] value = damaged(make.value(node).getBytes(UTF_8), random);

        assertThat(matches(pattern, value))
            .as("%s on %s", regex, Arrays.toString(value))
            .isEqualTo(NaiveMatch.matches(node, value));
      }
    }
  }

  @Test
  void agreesWithTheDefinitionWhereAnythingComesFirst() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < EXPRESSIONS; i++) {
      RandomRegex make = new RandomRegex(random, i % 2 == 0);
      String regex = (random.nextBoolean() ? ".*" : ".+") + "(?:" + make.expression() + ")";
      ValuePattern pattern = ValuePattern.ofRegex(regex);
      Node node = RegexParser.parse(regex);
      for (int v = 0; v < VALUES; v++) {
        byte[] made = make.value(node).getBytes(UTF_8);
        byte[] value = random.nextBoolean() ? made : damaged(made, random);

        assertThat(matches(pattern, value))
            .as("%s on %s", regex, Arrays.toString(value))
            .isEqualTo(NaiveMatch.matches(node, value));
      }
    }
  }

  @Test
  void saysNothingWrongOfItself() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < EXPRESSIONS; i++) {
      RandomRegex make = new RandomRegex(random, i % 2 == 0);
      String regex = make.expression();
      ValuePattern pattern = ValuePattern.ofRegex(regex);
      Node node = RegexParser.parse(regex);
      assertThat(pattern.matchesEmpty()).as(regex).isEqualTo(matches(pattern, new byte[0]));
      assertThat(pattern.matchesEmpty() && pattern.requiredPrefix().isPresent())
          .as(regex)
          .isFalse();
      assertListed(regex, pattern);
      for (int v = 0; v < VALUES; v++) {
        byte[] value = make.value(node).getBytes(UTF_8);
        boolean matches = matches(pattern, value);

        assertThat(matches || !pattern.matchesEverything()).as("%s everything", regex).isTrue();
        assertThat(!matches || pattern.prefixes().stream().anyMatch(p -> startsWith(value, p)))
            .as("%s prefix of %s", regex, new String(value, UTF_8))
            .isTrue();
        assertThat(pattern.exactValues().map(values -> contains(values, value)).orElse(matches))
            .as("%s lists %s", regex, new String(value, UTF_8))
            .isEqualTo(matches);
      }
    }
  }

  private static void assertListed(String regex, ValuePattern pattern) {
    List<byte[]> values = pattern.exactValues().orElse(List.of());
    assertThat(values).as(regex).isSortedAccordingTo(Arrays::compareUnsigned);
    assertThat(pattern.prefixes()).as(regex).isSortedAccordingTo(Arrays::compareUnsigned);
    for (byte[] value : values) {
      assertThat(matches(pattern, value)).as("%s on %s", regex, new String(value, UTF_8)).isTrue();
    }
  }

  /** Tests a value amid other bytes, which must not matter. */
  private static boolean matches(ValuePattern pattern, byte[] value) {
    byte[] amid = new byte[value.length + 20];
    Arrays.fill(amid, (byte) 'a');
    System.arraycopy(value, 0, amid, 10, value.length);
    return pattern.matches(amid, 10, 10 + value.length);
  }

  private static byte[] damaged(byte[] value, RandomGenerator random) {
    byte[] damaged = Arrays.copyOf(value, value.length + random.nextInt(2));
    for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(0x80, 0x100);
    }
    return Arrays.copyOf(damaged, damaged.length - (damaged.length > 0 ? random.nextInt(2) : 0));
  }

  private static boolean startsWith(byte[] value, byte[] prefix) {
    return value.length >= prefix.length
        && Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean contains(List<byte[]> values, byte[] value) {
    return values.stream().anyMatch(each -> Arrays.equals(each, value));
  }
}
