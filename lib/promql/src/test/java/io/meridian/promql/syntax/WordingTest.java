package io.meridian.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.InvalidRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries at the edges of the grammar, with what promtool 3.14 said to each. */
class WordingTest {

  @ParameterizedTest
  @MethodSource("lines")
  void saysWhatPromtoolSays(String line) {
    int tab = line.indexOf('\t');

    assertThat(answer(line.substring(0, tab))).isEqualTo(line.substring(tab + 1));
  }

  private static String answer(String query) {
    try {
      return Layout.format(Syntax.parse(query, SyntaxOptions.PROMETHEUS));
    } catch (InvalidRequestException e) {
      return String.valueOf(e.getMessage());
    }
  }

  static List<String> lines() {
    try (InputStream file =
        Objects.requireNonNull(WordingTest.class.getResourceAsStream("wording.tsv"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
