package io.meridian.service.relabel;

import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.model.regex.RegexSyntaxException;
import io.meridian.model.regex.SubmatchPattern;
import java.util.List;
import java.util.Set;

/**
 * One rule, with the keys and defaults of Prometheus' {@code relabel_config}.
 *
 * @param sourceLabels whose values are joined and looked at
 * @param separator between them
 * @param regex what the joined value, or a label's name, must match as a whole
 * @param modulus for {@code hashmod}
 * @param targetLabel what is set; may name groups of the expression
 * @param replacement what it is set to; may name groups
 */
public record RelabelRule(
    List<String> sourceLabels,
    @Default(";") String separator,
    @Default("(.*)") String regex,
    @Default("0") long modulus,
    @Default("") String targetLabel,
    @Default("$1") String replacement,
    @Default("replace") Action action) {

  /** What a rule does. */
  public enum Action {
    REPLACE,
    KEEP,
    DROP,
    KEEPEQUAL,
    DROPEQUAL,
    HASHMOD,
    LABELMAP,
    LABELDROP,
    LABELKEEP,
    LOWERCASE,
    UPPERCASE
  }

  private static final Set<Action> WITH_TARGET =
      Set.of(
          Action.REPLACE,
          Action.HASHMOD,
          Action.LOWERCASE,
          Action.UPPERCASE,
          Action.KEEPEQUAL,
          Action.DROPEQUAL);

  public RelabelRule {
    sourceLabels = List.copyOf(sourceLabels);
    if (WITH_TARGET.contains(action) && targetLabel.isEmpty()) {
      throw new InvalidValueException(
          "target_label", "is missing", "name the label that the rule is about");
    }
    if (action == Action.HASHMOD && modulus < 1) {
      throw new InvalidValueException("modulus", "is " + modulus, "write 1 or more");
    }
    try {
      SubmatchPattern.of(regex);
    } catch (RegexSyntaxException e) {
      throw new InvalidValueException(
          "regex", "is no regular expression: " + e.getMessage(), "write it as RE2 has them");
    }
  }
}
