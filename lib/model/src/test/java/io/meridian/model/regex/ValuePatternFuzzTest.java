package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Any bytes as an expression and a value: a clear refusal, or the plainest matcher's verdict. */
final class ValuePatternFuzzTest {
  @FuzzTest
  void matchesAsDefined(byte[] input) {
    int regexTo = input.length == 0 ? 0 : Math.min(input.length, 1 + (input[0] & 0x3f));
    String regex = new String(input, 0, regexTo, UTF_8);
    byte[] value = Arrays.copyOfRange(input, regexTo, Math.min(input.length, regexTo + 64));
    ValuePattern pattern;
    Node node;
    try {
      pattern = ValuePattern.ofRegex(regex);
      node = RegexParser.parse(regex);
    } catch (RegexSyntaxException e) {
      return;
    }
    boolean expected = NaiveMatch.matches(node, value);
    if (pattern.matches(value, 0, value.length) != expected) {
      throw new AssertionError(regex + " on " + Arrays.toString(value) + ": expected " + expected);
    }
  }
}
