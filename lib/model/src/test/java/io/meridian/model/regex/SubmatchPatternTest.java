package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Conformance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class SubmatchPatternTest {
  @Test
  void expandsTemplatesAsGoDoes() throws IOException {
    List<String> lines = lines();

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

  private static List<String> lines() throws IOException {
    try (InputStream in = SubmatchPatternTest.class.getResourceAsStream("go-submatch.tsv")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .toList();
    }
  }

  private static String decode(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        decoded.write(HexFormat.fromHexDigits(new String(bytes, i + 1, 2, UTF_8)));
        i += 2;
      } else {
        decoded.write(bytes[i]);
      }
    }
    return decoded.toString(UTF_8);
  }
}
