package io.meridian.model;

import java.util.List;

/**
 * Label names or values.
 *
 * @param values in ascending order of their UTF-8 bytes
 * @param truncated whether a limit cut the list
 * @param outcome what the answer says of itself
 */
public record LabelAnswer(List<String> values, boolean truncated, Outcome outcome) {
  public LabelAnswer {
    values = List.copyOf(values);
  }
}
