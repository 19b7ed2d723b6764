package io.meridian.model;

/**
 * The spans of time whose samples a query looks at: for each of its steps as many milliseconds, or
 * all of its range where these leave nothing out. The rest need not be read.
 */
public final class SampleWindows {
  /** Further from 1970 than this no differences are formed. */
  private static final long FAR = 1L << 60;

  /** The first instant of the first span. */
  private final long min;

  /** The last instant of all. */
  private final long max;

  /** From span to span; 0 for one span. */
  private final long step;

  private final long length;

  private SampleWindows(long min, long max, long step, long length) {
    boolean apart = step > 0 && length > 0 && length < step && isNear(min) && isNear(max);
    this.min = min;
    this.max = max;
    this.step = apart ? step : 0;
    this.length = length;
  }

  private static boolean isNear(long time) {
    return time > -FAR && time < FAR;
  }

  /** What hints ask for. */
  public static SampleWindows of(SelectHints hints) {
    TimeRange range = hints.range();
    return new SampleWindows(range.min(), range.max(), hints.step(), hints.reach());
  }

  /** All of a range. */
  public static SampleWindows of(TimeRange range) {
    return of(range, 0, 0);
  }

  /** Of a range so many milliseconds each step, the first ones first; all where one is 0. */
  public static SampleWindows of(TimeRange range, long step, long length) {
    return new SampleWindows(range.min(), range.max(), step, length);
  }

  /** Whether anything in between is left out. */
  public boolean areApart() {
    return step > 0;
  }

  /** The same spans, each longer by so many milliseconds on both sides. */
  public SampleWindows widened(long margin) {
    long from = isNear(min) ? min - margin : Long.MIN_VALUE;
    long to = isNear(max) ? max + margin : Long.MAX_VALUE;
    return new SampleWindows(from, to, step, length + 2 * margin);
  }

  /** Whether any instant between two, both included, is looked at. */
  public boolean overlap(long from, long to) {
    return from <= max && first(from) <= Math.min(to, max);
  }

  /**
   * The first instant that is looked at, from a time on.
   *
   * @param time not behind the last span
   */
  public long first(long time) {
    if (time <= min || step == 0) {
      return Math.max(time, min);
    }
    long behind = time - min;
    long into = behind % step;
    return into < length ? time : time + (step - into);
  }

  /** The last instant of the span that an instant is in. */
  public long end(long time) {
    return step == 0 ? max : Math.min(max, time - (time - min) % step + length - 1);
  }

  /**
   * The last instant that is looked at, up to a time.
   *
   * @param time not before the first span
   */
  public long last(long time) {
    long until = Math.min(time, max);
    if (step == 0) {
      return until;
    }
    long into = (until - min) % step;
    return into < length ? until : until - into + length - 1;
  }
}
