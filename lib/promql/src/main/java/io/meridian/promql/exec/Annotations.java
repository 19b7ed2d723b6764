package io.meridian.promql.exec;

import io.meridian.promql.syntax.SourceRange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the remarks of a query, each once. Safe for use by many threads. A kernel that meets the
 * same trouble at every sample keeps a flag and adds its remark once a series, since adding takes a
 * lock and makes objects.
 */
public final class Annotations {
  /** Guarded by itself. */
  private final Set<Annotation> all = new LinkedHashSet<>();

  public void info(String text, SourceRange position) {
    add(new Annotation(Annotation.Level.INFO, text, position));
  }

  public void warning(String text, SourceRange position) {
    add(new Annotation(Annotation.Level.WARNING, text, position));
  }

  public void add(Annotation annotation) {
    synchronized (all) {
      all.add(annotation);
    }
  }

  /** All remarks so far. */
  public List<Annotation> all() {
    synchronized (all) {
      return List.copyOf(all);
    }
  }
}
