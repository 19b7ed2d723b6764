package io.meridian.model;

import java.util.List;

/**
 * Label names or values.
 *
 * @param values in ascending order of their UTF-8 bytes
 * @param truncated whether a limit cut the list
 * @param outcome what the answer says of itself
 */
public record LabelAnswer(LabelTexts values, boolean truncated, Outcome outcome) {
  /** An answer of strings. */
  public LabelAnswer(List<String> values, boolean truncated, Outcome outcome) {
    this(LabelTexts.of(values), truncated, outcome);
  }
}
