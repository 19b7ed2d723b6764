package io.meridian.config;

import java.util.List;

/**
 * A configuration that can be used.
 *
 * @param value what was read
 * @param warnings what is in the file without an effect
 */
public record Bound<T>(T value, List<ConfigProblem> warnings) {
  public Bound {
    warnings = List.copyOf(warnings);
  }
}
