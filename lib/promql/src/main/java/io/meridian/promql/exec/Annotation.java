package io.meridian.promql.exec;

import io.meridian.promql.syntax.SourceRange;

/**
 * A remark on a query's answer.
 *
 * @param level how serious it is
 * @param text what is remarked, without level and position
 * @param position the part of the query that it is about
 */
public record Annotation(Level level, String text, SourceRange position) {
  /** How serious a remark is. */
  public enum Level {
    INFO("PromQL info"),
    WARNING("PromQL warning");

    private final String prefix;

    Level(String prefix) {
      this.prefix = prefix;
    }

    /** What the remark's text begins with. */
    public String prefix() {
      return prefix;
    }
  }
}
