package io.meridian.cli.demo;

import io.meridian.cli.demo.Signal.Constant;
import io.meridian.cli.demo.Signal.Counter;
import io.meridian.cli.demo.Signal.Gauge;
import io.meridian.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what a target exposes. Each of its series has a character of its own. */
final class MetricsPage {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final String job;
  private final String instance;
  private final long seed;
  private final Lifetimes lifetimes;
  private final List<Instrument> instruments = new ArrayList<>();

  /** A page of a target whose process begins anew now and then. */
  MetricsPage(String job, String instance, long seed, Lifetimes lifetimes) {
    this.job = job;
    this.instance = instance;
    this.seed = Noise.mixed(seed, (job + instance).hashCode());
    this.lifetimes = lifetimes;
  }

  Target target(Absences absences) {
    return new Target(job, instance, absences, instruments);
  }

  /** Adds a series with any signal. */
  void add(String name, Signal signal, String... labels) {
    Map<String, String> all = new TreeMap<>(Labels.of(labels).toMap());
    all.put(Labels.METRIC_NAME, name);
    all.put("job", job);
    all.put("instance", instance);
    instruments.add(new Instrument(Labels.of(all), signal));
  }

  void constant(String name, double value, String... labels) {
    add(name, new Constant(value), labels);
  }

  /** Adds a counter that grows by about so much a second, more by day than by night. */
  void counter(String name, double rate, String... labels) {
    add(name, new Counter(daily(rate, 0.6), 1, lifetimes), labels);
  }

  /** Adds a counter of seconds, in hundredths. */
  void seconds(String name, double rate, String... labels) {
    add(name, new Counter(daily(rate, 0.4), 0.01, lifetimes), labels);
  }

  /**
   * Adds a gauge.
   *
   * @param unit what values are multiples of
   */
  Signal gauge(String name, double mean, double swing, double unit, String... labels) {
    Signal gauge =
        new Gauge(
            new Wave(mean, swing, period(), character()),
            swing / 10,
            unit,
            Noise.mixed(seed, own()));
    add(name, gauge, labels);
    return gauge;
  }

  /** A wave of a day, or of some hours. */
  Wave daily(double mean, double swing) {
    return new Wave(mean, mean * swing, period(), character());
  }

  Lifetimes lifetimes() {
    return lifetimes;
  }

  /** A number from 0 to 1 that belongs to the next series. */
  double character() {
    return Noise.share(seed, own());
  }

  private long own() {
    return instruments.size();
  }

  private long period() {
    return Noise.share(seed, -1 - own()) < 0.5 ? DAY : (2 + own() % 5) * HOUR;
  }
}
