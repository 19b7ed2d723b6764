package io.meridian.promql.function;

/**
 * What the change between a window's first and last sample is multiplied with, so that it stands
 * for the whole window: it reaches all the way to a bound where a sample lies as near to it as
 * samples lie to each other (a tenth more at most), else half that distance, and never to where a
 * counter would have been below 0.
 *
 * <p>Samples mostly come at even intervals, so that window after window has as many of them, at the
 * same distances from its bounds. Then all but the counter's zero is known from the window before.
 */
final class Extrapolation {
  private final boolean counter;
  private final boolean perSecond;
  private final long range;
  private final double rangeSeconds;

  /** The distances of the window that the rest is known for, and its number of samples. */
  private long head = -1;

  private long span = -1;
  private int count;

  private double sampled;
  private double toStart;
  private double toEnd;
  private double factor;

  /**
   * An extrapolation.
   *
   * @param range the windows' length, milliseconds
   */
  Extrapolation(boolean counter, boolean perSecond, long range) {
    this.counter = counter;
    this.perSecond = perSecond;
    this.range = range;
    rangeSeconds = range / 1000.0;
  }

  /**
   * The factor for a window.
   *
   * @param fromStart milliseconds from the window's start to its first sample
   * @param between milliseconds from the first to the last sample
   * @param samples how many there are
   * @param first the first value
   * @param change the change from there
   */
  double factor(long fromStart, long between, int samples, double first, double change) {
    if (fromStart != head || between != span || samples != count) {
      measure(fromStart, between, samples);
    }
    if (counter && change > 0 && first >= 0) {
      return aboveZero(first, change);
    }
    return factor;
  }

  /**
   * The factor for a counter that was first / change of the sampled time away from 0 at the first
   * sample. If it was further away than it is extrapolated, which takes no division to see where
   * the first value is no less than the change, it is the same as for anything else.
   */
  private double aboveZero(double first, double change) {
    if (first >= change && sampled >= toStart) {
      return factor;
    }
    double toZero = sampled * (first / change);
    return toZero < toStart ? factor(sampled, toZero) : factor;
  }

  /**
   * Multiplies the changes of windows that are alike, which takes one division or none for most.
   *
   * @param fromStart milliseconds from each window's start to its first sample
   * @param between milliseconds from the first to the last sample, more than none
   * @param samples how many each has
   * @param first for each window the first value
   * @param changes for each window the change from there; becomes the result
   */
  void apply(
      long fromStart, long between, int samples, double[] first, double[] changes, int windows) {
    measure(fromStart, between, samples);
    if (!counter || reachesZeroNowhere(first, changes, windows)) {
      for (int i = 0; i < windows; i++) {
        changes[i] *= factor;
      }
    } else if (growsFromAboveZero(first, changes, windows)) {
      stopAtZero(first, changes, windows);
    } else {
      for (int i = 0; i < windows; i++) {
        changes[i] *= factor(fromStart, between, samples, first[i], changes[i]);
      }
    }
  }

  private boolean reachesZeroNowhere(double[] first, double[] changes, int windows) {
    for (int i = 0; i < windows; i++) {
      if (changes[i] > 0 && first[i] >= 0 && !(first[i] >= changes[i])) {
        return false;
      }
    }
    return sampled >= toStart;
  }

  private static boolean growsFromAboveZero(double[] first, double[] changes, int windows) {
    for (int i = 0; i < windows; i++) {
      if (!(changes[i] > 0 && first[i] >= 0)) {
        return false;
      }
    }
    return true;
  }

  /** {@link #aboveZero} without a branch, for as many windows at once as the processor can. */
  private void stopAtZero(double[] first, double[] changes, int windows) {
    double sampled = this.sampled;
    double toStart = this.toStart;
    double toEnd = this.toEnd;
    double seconds = perSecond ? rangeSeconds : 1;
    for (int i = 0; i < windows; i++) {
      double change = changes[i];
      double toZero = sampled * (first[i] / change);
      double before = toZero < toStart ? toZero : toStart;
      changes[i] = change * ((sampled + before + toEnd) / sampled / seconds);
    }
  }

  private void measure(long fromStart, long between, int samples) {
    head = fromStart;
    span = between;
    count = samples;
    sampled = between / 1000.0;
    double average = samples > 1 ? sampled / (samples - 1) : 0;
    toStart = distance(fromStart, average);
    toEnd = distance(range - fromStart - between, average);
    factor = factor(sampled, toStart);
  }

  private static double distance(long millis, double average) {
    double seconds = millis / 1000.0;
    return seconds >= average * 1.1 ? average / 2 : seconds;
  }

  private double factor(double seconds, double before) {
    double factor = seconds == 0 ? 1 : (seconds + before + toEnd) / seconds;
    return perSecond ? factor / rangeSeconds : factor;
  }

  /**
   * The factor for a counter that is known to have started inside the window, from where it counts.
   *
   * @param fromStart milliseconds from the window's start to its first sample
   * @param between milliseconds from the first to the last sample
   * @param samples how many there are
   * @param beforeFirst milliseconds from the counter's start to the first sample
   */
  double factorFromStart(long fromStart, long between, int samples, long beforeFirst) {
    measure(fromStart, between, samples);
    return factor((between + beforeFirst) / 1000.0, 0);
  }
}
