package io.meridian.cli.demo;

/**
 * A quantity that goes up and down around a mean.
 *
 * @param mean its average
 * @param amplitude how far it departs from it
 * @param period milliseconds from one top to the next
 * @param phase where in the period it begins, as a share of it
 */
record Wave(double mean, double amplitude, long period, double phase) {
  private static final double TURN = 2 * Math.PI;
  private static final double MILLIS = 1000;

  /** A quantity that stays as it is. */
  static Wave level(double mean) {
    return new Wave(mean, 0, 1, 0);
  }

  /** The quantity at an instant. */
  double at(long time) {
    return amplitude == 0 ? mean : mean + amplitude * Math.sin(angle(time));
  }

  /** What adds up of a quantity a second between two instants. */
  double over(long from, long to) {
    double steady = mean * (to - from) / MILLIS;
    if (amplitude == 0) {
      return steady;
    }
    double scale = amplitude * period / MILLIS / TURN;
    return steady + scale * (Math.cos(angle(from)) - Math.cos(angle(to)));
  }

  private double angle(long time) {
    return TURN * ((double) Math.floorMod(time, period) / period + phase);
  }
}
