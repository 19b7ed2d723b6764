package io.meridian.promql.exec;

import io.meridian.promql.syntax.SourceRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the remarks of a query, each text once: where several parts of a query cause the same
 * text, the position is that of the part that is evaluated last, whenever it was added; a remark
 * that has a {@link Tally} keeps its first position and joins the tallies. Safe for use by many
 * threads. A kernel that meets the same trouble at every sample keeps a flag and adds its remark
 * once a series, since adding takes a lock and makes objects.
 */
public final class Annotations {
  private record Key(Annotation.Level level, String text) {}

  /** Guarded by itself. */
  private final Map<Key, Entry> all = new LinkedHashMap<>();

  /** What is known of a remark whose text does not say everything. */
  public interface Tally {
    /** What is known from both; the other one is of the same kind. */
    Tally with(Tally later);

    /** What is told behind the remark's text. */
    String text();
  }

  /** A remark with the part of the query that it was made by. */
  private record Entry(Annotation annotation, SourceRange part, @Nullable Tally tally) {
    Annotation told() {
      return tally == null
          ? annotation
          : new Annotation(
              annotation.level(), annotation.text() + tally.text(), annotation.position());
    }
  }

  public void info(String text, SourceRange position) {
    add(new Annotation(Annotation.Level.INFO, text, position));
  }

  public void warning(String text, SourceRange position) {
    add(new Annotation(Annotation.Level.WARNING, text, position));
  }

  /**
   * A remark on one thing, made by something that is evaluated later than what stands there.
   *
   * @param part a call whose argument the remark is about
   */
  public void warning(String text, SourceRange position, SourceRange part) {
    add(new Annotation(Annotation.Level.WARNING, text, position), part);
  }

  public void add(Annotation annotation) {
    add(annotation, annotation.position());
  }

  private void add(Annotation annotation, SourceRange part) {
    synchronized (all) {
      all.merge(key(annotation), new Entry(annotation, part, null), Annotations::last);
    }
  }

  /** Of two remarks that on the part which is evaluated last: the outer one, else the right one. */
  private static Entry last(Entry one, Entry other) {
    SourceRange a = one.part();
    SourceRange b = other.part();
    if (a.equals(b)) {
      return other;
    }
    boolean otherIsLater = isAround(b, a) || b.start() > a.start();
    return !isAround(a, b) && otherIsLater ? other : one;
  }

  /**
   * An empty range is that of a function of a subquery, which is around what the subquery holds.
   */
  private static boolean isAround(SourceRange outer, SourceRange inner) {
    return outer.start() == outer.end()
        || (outer.start() <= inner.start() && inner.end() <= outer.end());
  }

  /** Adds a remark, or what is known of it to one of the same text. */
  public void add(Annotation annotation, Tally tally) {
    synchronized (all) {
      all.merge(
          key(annotation),
          new Entry(annotation, annotation.position(), tally),
          (first, _) ->
              new Entry(
                  first.annotation(),
                  first.part(),
                  first.tally() == null ? tally : first.tally().with(tally)));
    }
  }

  private static Key key(Annotation annotation) {
    return new Key(annotation.level(), annotation.text());
  }

  /** All remarks so far. */
  public List<Annotation> all() {
    synchronized (all) {
      return all.values().stream().map(Entry::told).toList();
    }
  }
}
