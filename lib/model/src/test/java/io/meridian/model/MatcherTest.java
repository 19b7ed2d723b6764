package io.meridian.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Allocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatcherTest {
  private static final Labels UP = Labels.of("__name__", "up", "instance", "a:1", "job", "node");

  @ParameterizedTest
  @CsvSource({
    "EQUAL, job, node, true",
    "EQUAL, job, nod, false",
    "EQUAL, job, '', false",
    "EQUAL, absent, '', true",
    "EQUAL, absent, x, false",
    "NOT_EQUAL, job, node, false",
    "NOT_EQUAL, job, x, true",
    "NOT_EQUAL, job, '', true",
    "NOT_EQUAL, absent, '', false",
    "NOT_EQUAL, absent, x, true",
    "REGEX, job, no.*, true",
    "REGEX, job, od, false",
    "REGEX, absent, .*, true",
    "REGEX, absent, .+, false",
    "REGEX, absent, x|, true",
    "NOT_REGEX, job, no.*, false",
    "NOT_REGEX, job, x.*, true",
    "NOT_REGEX, absent, .*, false",
    "NOT_REGEX, absent, x, true",
    "EQUAL, a, '', true",
    "EQUAL, z, '', true",
  })
  void decidesOverASeriesLabels(MatchType type, String name, String value, boolean matches) {
    Matcher matcher = Matcher.of(type, name, value);
    byte[] packed = UP.packed();

    assertThat(matcher.matchesSeries(packed, 0, packed.length)).isEqualTo(matches);
    assertThat(matcher.matchesEmpty()).isEqualTo(matcher.matches(new byte[0], 0, 0));
  }

  @Test
  void takesBadExpressionsForBadRequests() {
    assertThatThrownBy(() -> Matcher.of(MatchType.REGEX, "job", "(a"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("error parsing regexp: missing closing ): `(a`");
    assertThat(Matcher.equal("job", "(a").value()).isEqualTo("(a");
  }

  @Test
  void printsItselfAsInPromql() {
    assertThat(Matcher.of(MatchType.NOT_REGEX, "job", "a\\.b\""))
        .hasToString("job!~\"a\\\\.b\\\"\"");
    assertThat(Matcher.equal("a.b", "é")).hasToString("\"a.b\"=\"é\"");
  }

  @Test
  void equalsByTypeNameAndValue() {
    Matcher matcher = Matcher.of(MatchType.REGEX, "job", "a|b");

    assertThat(matcher).isEqualTo(Matcher.of(MatchType.REGEX, "job", "a|b"));
    assertThat(matcher).hasSameHashCodeAs(Matcher.of(MatchType.REGEX, "job", "a|b"));
    assertThat(matcher).isNotEqualTo(Matcher.of(MatchType.NOT_REGEX, "job", "a|b"));
    assertThat(matcher).isNotEqualTo(Matcher.of(MatchType.REGEX, "jobs", "a|b"));
    assertThat(matcher).isNotEqualTo(Matcher.of(MatchType.REGEX, "job", "b|a"));
    assertThat(new String(matcher.nameBytes(), UTF_8)).isEqualTo("job");
  }

  @Test
  void testsSeriesWithoutAllocating() {
    Matcher matcher = Matcher.of(MatchType.NOT_REGEX, "job", "a.*b[0-9]+");
    byte[] packed = UP.packed();

    assertThat(Allocation.bytes(20_000, () -> matcher.matchesSeries(packed, 0, packed.length)))
        .isZero();
  }
}
