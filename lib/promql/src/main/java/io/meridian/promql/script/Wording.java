package io.meridian.promql.script;

import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import java.nio.charset.StandardCharsets;

/** What a message must say. */
public sealed interface Wording {
  boolean fits(String message);

  /** Whatever it says. */
  record Any() implements Wording {
    @Override
    public boolean fits(String message) {
      return true;
    }

    @Override
    public String toString() {
      return "any";
    }
  }

  /** Just this text. */
  record Exactly(String text) implements Wording {
    @Override
    public boolean fits(String message) {
      return text.equals(message);
    }

    @Override
    public String toString() {
      return "\"" + text + "\"";
    }
  }

  /** A text that holds a match of a regular expression. */
  record Matching(String regex, Matcher matcher) implements Wording {
    static Matching of(String regex) {
      return new Matching(
          regex, Matcher.of(MatchType.REGEX, "message", "(?s:.*)(?:" + regex + ")(?s:.*)"));
    }

    @Override
    public boolean fits(String message) {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      return matcher.matches(bytes, 0, bytes.length);
    }

    @Override
    public String toString() {
      return "a match of " + regex;
    }
  }
}
