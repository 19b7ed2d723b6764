package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.meridian.testkit.Conformance;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Holds patterns against the verdicts of Go's regexp, which Prometheus uses; go-regexp.tsv says how
 * they were made.
 */
final class GoRegexpTest {
  @Test
  void agreesWithGoOnSyntaxErrorsAndMatches() throws IOException {
    long cases = 0;
    for (String line : GoVerdicts.lines("go-regexp.tsv")) {
      String[] columns = line.split("\t", -1);
      String regex = new String(GoVerdicts.decode(columns[0]), UTF_8);
      if (columns.length > 1 && columns[1].startsWith("!")) {
        String error = new String(GoVerdicts.decode(columns[1].substring(1)), UTF_8);
        assertThat(errorOf(regex)).as(regex).isEqualTo(error);
        cases++;
        continue;
      }
      ValuePattern pattern = ValuePattern.ofRegex(regex);
      for (int i = 1; i < columns.length; i++) {
        byte[] value = GoVerdicts.decode(columns[i].substring(1));
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
}
