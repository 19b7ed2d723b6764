package io.meridian.promql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/**
 * Any text is either refused or parsed to a tree whose text parses and is printed the same again.
 * The fuzzer's agent takes seconds to start, so that a plain build does without; {@link
 * HostileSyntaxTest} has mutations of its own.
 */
@Tag("long")
class SyntaxFuzzTest {
  /**
   * Infinity is printed with a sign, as Prometheus does; before a power it reads as an operator.
   */
  private static final Pattern SIGNED_BASE = Pattern.compile("\\+Inf \\^");

  @FuzzTest(maxDuration = "20s")
  void anyText(byte[] text) {
    String query = new String(text, StandardCharsets.UTF_8);
    if (parses(query)) {
      String printed = Syntax.parse(query, SyntaxOptions.ALL).toString();

      Expression again = Syntax.parse(printed, SyntaxOptions.ALL);
      if (!SIGNED_BASE.matcher(printed).find()) {
        assertThat(again).hasToString(printed);
      }
    }
  }

  /** Whether a text is a query; anything but a plain refusal escapes. */
  static boolean parses(String query) {
    try {
      Syntax.parse(query, SyntaxOptions.ALL);
      return true;
    } catch (InvalidRequestException e) {
      return false;
    }
  }
}
