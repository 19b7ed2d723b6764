package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class SubmatchPatternTest {
  @Test
  void expandsTemplatesAsGoDoes() throws IOException {
    List<String> lines = GoVerdicts.lines("go-submatch.tsv");

    for (String line : lines) {
      String[] columns = line.split("\t", -1);
      String regex = decode(columns[0]);
      String expected = decode(columns[3]);
      String actual =
          SubmatchPattern.of(regex)
              .expand(decode(columns[1]), decode(columns[2]))
              .map(text -> "+" + text)
              .orElse("-");
      assertThat(actual).as(line).isEqualTo(expected);
    }

    Conformance.count("go-submatch", lines.size());
  }

  @Test
  void refusesWhatDoesNotParse() {
    assertThatThrownBy(() -> SubmatchPattern.of("(.*"))
        .isInstanceOf(RegexSyntaxException.class)
        .hasMessageContaining("missing closing )");
  }

  @Test
  void refusesWhatWouldBecomeTooLarge() {
    String large = "((((a{10}){10}){10}b{100}){100}c{9})".repeat(40);

    assertThatThrownBy(() -> SubmatchPattern.of(large)).isInstanceOf(RegexSyntaxException.class);
  }

  @Test
  void matchesInBoundedTimeWhatBacktrackingNeverEnds() {
    SubmatchPattern pattern = SubmatchPattern.of("((a*)*)*b");

    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(pattern.expand("$1", "a".repeat(5000))).isEmpty());
  }

  private static String decode(String text) {
    return new String(GoVerdicts.decode(text), UTF_8);
  }
}
