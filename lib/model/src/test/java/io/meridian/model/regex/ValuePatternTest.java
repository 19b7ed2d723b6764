package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Allocation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuePatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "foo foo",
        "foo|bar|baz bar,baz,foo",
        "foo(bar|baz) foobar,foobaz",
        "[ab]c ac,bc",
        "(?i:ab) AB,Ab,aB,ab",
        "(?i)K K,k,\u212a",
        "[0-2]{2} 00,01,02,10,11,12,20,21,22",
        "^(foo|ba?r)$ bar,br,foo",
        "a{0,2}b aab,ab,b",
        "é|€|😀 é,€,😀",
        "a|a|b a,b",
      })
  void listsTheValuesOfFiniteExpressions(String regex, String values) {
    ValuePattern pattern = ValuePattern.ofRegex(regex);

    assertThat(strings(pattern.exactValues().orElseThrow())).isEqualTo(values);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".*", "a+", "a.", "[^a]", "\\pL", "[a-z]{3}", "a\\b", "(?i)kubernetes-service"})
  void listsNoValuesWhereThereAreManyOrAPlaceDecides(String regex) {
    assertThat(ValuePattern.ofRegex(regex).exactValues()).isEmpty();
  }

  @Test
  void listsNoValueWhereNothingMatches() {
    assertThat(ValuePattern.ofRegex("a[^\\w\\W]b|\\x{D800}").exactValues().orElseThrow()).isEmpty();
    assertThat(ValuePattern.ofRegex("[^\\w\\W]*x").exactValues()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "foo.* foo",
        "foo.+ foo",
        "foo.*bar foo",
        "foobar|foobaz|fooqux.* foo",
        "foo(bar|baz)[0-9]+ fooba",
        "^foo\\d foo",
        "foo+ foo",
        "foo\\b.* foo",
        "service-(1|2).* service-",
        "é.* é",
      })
  void knowsWhatEveryMatchBeginsWith(String regex, String prefix) {
    Optional<byte[]> required = ValuePattern.ofRegex(regex).requiredPrefix();

    assertThat(new String(required.orElseThrow(), UTF_8)).isEqualTo(prefix);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*",
        ".+",
        ".*foo",
        "(foo)?.*",
        "foo|bar|",
        "(?i)foo.*",
        "[a-z]+",
        "",
        "\\bfoo.*"
      })
  void knowsNoPrefixWhereMatchesHaveNoneInCommon(String regex) {
    assertThat(ValuePattern.ofRegex(regex).requiredPrefix()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "(foo|bar).* bar,foo",
        "(foo|bar|foobar).* bar,foo",
        "(?i)ab.* AB,Ab,aB,ab",
        "[ab][cd].+ ac,ad,bc,bd",
        "x|y.*|z[0-9]+ x,y,z0,z1,z2,z3,z4,z5,z6,z7,z8,z9",
        "(?i)k.* K,k,\u212a",
      })
  void tellsSeveralPrefixesApart(String regex, String prefixes) {
    assertThat(strings(ValuePattern.ofRegex(regex).prefixes()))
        .startsWith(prefixes.substring(0, 1))
        .isEqualTo(prefixes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*",
        ".*.*",
        "(.*)",
        "^.*$",
        "(?:.*)*",
        "(.+)?",
        "|.+",
        "[\\d\\D]*",
        "(.|a)*",
        ".*|foo",
        "(?s-m:.*)"
      })
  void knowsThatEverythingMatches(String regex) {
    ValuePattern pattern = ValuePattern.ofRegex(regex);

    assertThat(pattern.matchesEverything()).isTrue();
    assertThat(pattern.matchesEmpty()).isTrue();
    assertThat(pattern.matches(new byte[] {(byte) 0xff, '\n'}, 0, 2)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {".+", "(?-s).*", "foo.*", "", "[^\\n]*", ".*.+"})
  void knowsThatNotEverythingMatches(String regex) {
    assertThat(ValuePattern.ofRegex(regex).matchesEverything()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "foo LiteralPattern",
        "foo|bar SetPattern",
        "foo.* GlobPattern",
        ".*foo GlobPattern",
        ".*foo.* GlobPattern",
        ".* GlobPattern",
        ".+ GlobPattern",
        "a.*b.+c GlobPattern",
        ".*x.*y.* GlobPattern",
        "foo.*|bar.* AnyOfPattern",
        "foo|bar.* AnyOfPattern",
        "(foo|bar).* AnyOfPattern",
        ".*(foo|bar) AnyOfPattern",
        "(?i)foo.* DfaPattern",
        "[0-9]+ DfaPattern",
        ".*(foo|bar).* DfaPattern",
        "..+ DfaPattern",
      })
  void choosesTheCheapestTest(String regex, String kind) {
    assertThat(ValuePattern.ofRegex(regex).getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void aSetOfTenThousandValuesIsExact() {
    List<String> values =
        IntStream.range(0, 10_000).mapToObj(i -> "pod-" + i * 7 + "-" + i % 13).sorted().toList();
    ValuePattern pattern = ValuePattern.ofRegex(String.join("|", values));

    assertThat(pattern.exactValues().orElseThrow()).hasSize(10_000);
    for (String value : values) {
      assertThat(matches(pattern, value)).isTrue();
      assertThat(matches(pattern, value + "x")).isFalse();
    }
    assertThat(matches(pattern, "pod-1-1")).isFalse();
  }

  @Test
  void tenThousandAlternativesAmidOthersStayLinear() {
    String values =
        IntStream.range(0, 10_000).mapToObj(i -> "pod-" + i * 7).collect(Collectors.joining("|"));
    ValuePattern pattern = ValuePattern.ofRegex(".*(" + values + ")-[a-z]+");

    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 10_000; i++) {
            assertThat(matches(pattern, "x-pod-" + i + "-abc")).isEqualTo(i % 7 == 0);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a*)*b",
        "(a|aa)+b",
        "(.*){1000}b",
        "(.*a){20}b",
        "((a?){30}){30}b",
        "(x+x+)+y|(a|b|ab)*c",
        ".*a.{12}b"
      })
  void hostileExpressionsTakeLinearTime(String regex) {
    ValuePattern pattern = ValuePattern.ofRegex(regex);
    byte[] value = new byte[50_000];
    Arrays.fill(value, (byte) 'a');

    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> assertThat(pattern.matches(value, 0, value.length)).isFalse());
  }

  @Test
  void refusesWhatWouldTakeTooMuch() {
    assertError("(a{100}){11}", "invalid repeat count: `{11}`");
    assertError("a{1001}", "invalid repeat count: `{1001}`");
    String nested = "(".repeat(1000) + "a" + ")".repeat(1000);
    assertError(nested, "expression nests too deeply: `" + nested + "`");
    String large = "(" + "ab?".repeat(700) + "){1000}";
    assertError(large, "expression too large: `" + large + "`");
    ValuePattern.ofRegex("(".repeat(990) + "a" + ")".repeat(990));
  }

  private static void assertError(String regex, String error) {
    assertThatThrownBy(() -> ValuePattern.ofRegex(regex))
        .isInstanceOf(RegexSyntaxException.class)
        .hasMessage("error parsing regexp: " + error);
  }

  @Test
  void refusesHalfASurrogatePair() {
    assertError("a\ud800b", "invalid UTF-8: `a\ud800b`");
    assertError("a\udc00", "invalid UTF-8: `a\udc00`");
    assertThat(matches(ValuePattern.ofRegex("a\ud83d\ude00+"), "a😀😀")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service-1",
        "service-[12]",
        "service-.*",
        ".*vice.*",
        "foo.*|service.*",
        "(?i)SERVICE-\\d+",
        "\\w+\\b-.*"
      })
  void testsValuesWithoutAllocating(String regex) {
    ValuePattern pattern = ValuePattern.ofRegex(regex);
    byte[] value = "service-1".getBytes(UTF_8);

    assertThat(Allocation.bytes(20_000, () -> pattern.matches(value, 0, value.length))).isZero();
    assertThat(pattern.matches(value, 0, value.length)).isTrue();
  }

  private static boolean matches(ValuePattern pattern, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    return pattern.matches(bytes, 0, bytes.length);
  }

  private static String strings(List<byte[]> values) {
    return values.stream().map(value -> new String(value, UTF_8)).collect(Collectors.joining(","));
  }
}
