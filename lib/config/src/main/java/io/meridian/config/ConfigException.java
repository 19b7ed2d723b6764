package io.meridian.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that was found wrong. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file; at least one. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
