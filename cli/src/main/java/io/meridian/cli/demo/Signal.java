package io.meridian.cli.demo;

/** What an instrument shows, as a function of time. */
sealed interface Signal {
  /** Milliseconds since the epoch in which nothing but noise changes. */
  long STEP = 1000;

  /** What is shown at an instant, in milliseconds since the epoch. */
  double at(long time);

  /** Always the same. */
  record Constant(double value) implements Signal {
    @Override
    public double at(long time) {
      return value;
    }
  }

  /**
   * A quantity with noise, in whole units.
   *
   * @param noise how far it departs from the wave, at most
   * @param unit what values are multiples of
   * @param seed what noise is drawn from
   */
  record Gauge(Wave wave, double noise, double unit, long seed) implements Signal {
    @Override
    public double at(long time) {
      double value = wave.at(time) + noise * Noise.at(seed, time / STEP);
      return Math.rint(value / unit) * unit;
    }
  }

  /**
   * What added up since its process began.
   *
   * @param rate what is added a second; never less than nothing
   * @param unit what values are multiples of
   */
  record Counter(Wave rate, double unit, Lifetimes lifetimes) implements Signal {
    @Override
    public double at(long time) {
      double units = Math.floor(rate.over(lifetimes.begin(time), time) / unit);
      return unit < 1 ? units / Math.rint(1 / unit) : units * unit;
    }
  }

  /** What is left of a whole. */
  record Rest(double whole, Signal used) implements Signal {
    @Override
    public double at(long time) {
      return whole - used.at(time);
    }
  }

  /** When its process began, in seconds. */
  record Begin(Lifetimes lifetimes) implements Signal {
    @Override
    public double at(long time) {
      return lifetimes.begin(time) / 1000.0;
    }
  }

  /** How often its process began anew. */
  record Restarts(Lifetimes lifetimes) implements Signal {
    @Override
    public double at(long time) {
      return lifetimes.number(time);
    }
  }

  /** Whether a target could be reached. */
  record Reached(Absences absences) implements Signal {
    @Override
    public double at(long time) {
      return absences.contains(time) ? 0 : 1;
    }
  }
}
