package io.meridian.config;

import java.util.ArrayList;
import java.util.List;

/** What is found in a file while it is bound. */
final class Findings {
  private final String file;
  private final List<ConfigProblem> errors = new ArrayList<>();
  private final List<ConfigProblem> warnings = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  void error(At at, String finding, String remedy) {
    errors.add(problem(at, finding, remedy));
  }

  void warning(At at, String finding, String remedy) {
    warnings.add(problem(at, finding, remedy));
  }

  private ConfigProblem problem(At at, String finding, String remedy) {
    return new ConfigProblem(
        at.source().orElse(file), at.line(), at.column(), at.path(), finding, remedy);
  }

  List<ConfigProblem> errors() {
    return errors;
  }

  List<ConfigProblem> warnings() {
    return warnings;
  }
}
