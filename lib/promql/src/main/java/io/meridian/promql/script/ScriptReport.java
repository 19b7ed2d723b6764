package io.meridian.promql.script;

import java.time.Duration;
import java.util.List;

/**
 * What came of a script.
 *
 * @param script its name
 */
public record ScriptReport(String script, List<Case> cases) {
  public ScriptReport {
    cases = List.copyOf(cases);
  }

  /**
   * An evaluation.
   *
   * @param executions in how many ways it was executed
   * @param differences what was not as expected; empty if it passed
   * @param took the time of all executions
   */
  public record Case(
      Evaluation evaluation, int executions, List<String> differences, Duration took) {
    public Case {
      differences = List.copyOf(differences);
    }

    public boolean passed() {
      return differences.isEmpty();
    }
  }

  public long passed() {
    return cases.stream().filter(Case::passed).count();
  }

  public long failed() {
    return cases.size() - passed();
  }

  /** What failed and why, a line each; then, of all scripts together, how many did. */
  public static String text(List<ScriptReport> reports) {
    StringBuilder text = new StringBuilder();
    long passed = 0;
    long failed = 0;
    for (ScriptReport report : reports) {
      passed += report.passed();
      failed += report.failed();
      report.appendFailures(text);
    }
    return text.append(passed).append(" passed, ").append(failed).append(" failed\n").toString();
  }

  private void appendFailures(StringBuilder text) {
    for (Case failure : cases) {
      if (!failure.passed()) {
        text.append(script).append(':').append(failure.evaluation().line()).append(": ");
        text.append(failure.evaluation().query()).append('\n');
        failure.differences().forEach(line -> text.append("  ").append(line).append('\n'));
      }
    }
  }
}
