package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.meridian.testkit.Conformance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds patterns against the verdicts of Go's regexp, which Prometheus uses; go-regexp.tsv says how
 * they were made.
 */
final class GoRegexpTest {
  @Test
  void agreesWithGoOnSyntaxErrorsAndMatches() throws IOException {
    long cases = 0;
    for (String line : lines()) {
      String[] columns = line.split("\t", -1);
      String regex = new String(decode(columns[0]), UTF_8);
      if (columns.length > 1 && columns[1].startsWith("!")) {
        String error = new String(decode(columns[1].substring(1)), UTF_8);
        assertThat(errorOf(regex)).as(regex).isEqualTo(error);
        cases++;
        continue;
      }
      ValuePattern pattern = ValuePattern.ofRegex(regex);
      for (int i = 1; i < columns.length; i++) {
        byte[] value = decode(columns[i].substring(1));
        assertThat(pattern.matches(value, 0, value.length))
            .as("%s on %s", regex, columns[i])
            .isEqualTo(columns[i].startsWith("+"));
        cases++;
      }
    }

    Conformance.count("go-regexp", cases);
  }

  private static String errorOf(String regex) {
    try {
      ValuePattern.ofRegex(regex);
      return fail("%s was accepted", regex);
    } catch (RegexSyntaxException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static List<String> lines() throws IOException {
    try (InputStream in = GoRegexpTest.class.getResourceAsStream("go-regexp.tsv")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .toList();
    }
  }

  private static byte[] decode(String text) {
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
    return decoded.toByteArray();
  }
}
