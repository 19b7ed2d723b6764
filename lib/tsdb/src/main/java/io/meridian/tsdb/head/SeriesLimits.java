package io.meridian.tsdb.head;

/**
 * Which new series a head takes. Those that are there already stay, whatever the limits become.
 *
 * @param series how many series the head may have
 * @param labels what their labels may be
 */
public record SeriesLimits(int series, LabelLimits labels) {
  public SeriesLimits {
    if (series < 1) {
      throw new IllegalArgumentException("a head needs one series at least, not " + series);
    }
  }
}
