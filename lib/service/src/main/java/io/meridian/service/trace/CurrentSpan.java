package io.meridian.service.trace;

import io.meridian.service.trace.Span.Current;

/** The spans that threads work for. */
final class CurrentSpan {
  /**
   * Inherited by threads that begin meanwhile. Those that are kept for later keep a span that has
   * ended, which therefore counts as none.
   */
  private static final ThreadLocal<Span> CURRENT = new InheritableThreadLocal<>();

  private CurrentSpan() {}

  static Span get() {
    Span span = CURRENT.get();
    return span == null || span.isOver() ? Span.NONE : span;
  }

  static Current enter(Span span) {
    Span before = CURRENT.get();
    CURRENT.set(span);
    return () -> {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    };
  }
}
