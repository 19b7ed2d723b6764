package io.meridian.promql.exec;

import io.meridian.promql.syntax.SourceRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the remarks of a query, each text once: where several parts of a query cause the same
 * text, the position is that of the last one. Safe for use by many threads. A kernel that meets the
 * same trouble at every sample keeps a flag and adds its remark once a series, since adding takes a
 * lock and makes objects.
 */
public final class Annotations {
  private record Key(Annotation.Level level, String text) {}

  /** Guarded by itself. */
  private final Map<Key, Annotation> all = new LinkedHashMap<>();

  public void info(String text, SourceRange position) {
    add(new Annotation(Annotation.Level.INFO, text, position));
  }

  public void warning(String text, SourceRange position) {
    add(new Annotation(Annotation.Level.WARNING, text, position));
  }

  public void add(Annotation annotation) {
    synchronized (all) {
      all.put(new Key(annotation.level(), annotation.text()), annotation);
    }
  }

  /** All remarks so far. */
  public List<Annotation> all() {
    synchronized (all) {
      return List.copyOf(all.values());
    }
  }
}
