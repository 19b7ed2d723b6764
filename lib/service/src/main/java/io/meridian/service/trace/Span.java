package io.meridian.service.trace;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One piece of work, from its making to its end. Threads that begin while a span is current have it
 * as theirs, so that calls which other threads make for a request are part of its trace, too. Safe
 * for use by many threads.
 */
public sealed interface Span permits NoSpan, OtlpSpan {
  /** No work that anybody is told of. */
  Span NONE = new NoSpan();

  /** What this thread works for; {@link #NONE} if for nothing, or for what has ended. */
  static Span current() {
    return CurrentSpan.get();
  }

  /** Begins the span of a call to another server, which is part of this work. */
  Span call(String name);

  /** The trace that this is part of, 32 hexadecimal digits; empty if of none. */
  Optional<String> traceId();

  /** Gives the headers that tell another server of the trace. */
  void headers(BiConsumer<String, String> to);

  /** Says something of the work. */
  void put(String key, String value);

  /** Says something of the work. */
  void put(String key, long value);

  /** Says that the work failed. */
  void fail(String why);

  /** Ends the span; what comes later has no effect. */
  void end();

  /** Whether it has ended. */
  boolean isOver();

  /** Makes it this thread's until what is returned is closed, on the same thread. */
  Current enter();

  /** The time in which a span is a thread's current one. */
  interface Current extends AutoCloseable {
    @Override
    void close();
  }
}
