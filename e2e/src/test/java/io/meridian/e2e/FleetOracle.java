package io.meridian.e2e;

import io.meridian.cli.demo.Agent;
import io.meridian.cli.demo.Fleet;
import io.meridian.cli.demo.Instrument;
import io.meridian.cli.demo.Target;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What PromQL makes of the samples that a fleet's agents scraped, by arithmetic of its own: the
 * values themselves come from the instruments, not from anything that was stored.
 */
final class FleetOracle {
  private static final long LOOKBACK = 300_000;

  private final Fleet fleet;

  FleetOracle(Fleet fleet) {
    this.fleet = fleet;
  }

  /** A series as an agent writes it. */
  private record Scraped(Labels labels, Agent agent, Target target, Instrument instrument) {
    SampleBuffer samples(long after, long to) {
      SampleBuffer samples = new SampleBuffer();
      agent.samples(target, instrument, new TimeRange(after + 1, to), samples);
      return samples;
    }
  }

  /** A value of a series at an instant; empty where it has none. */
  private interface Reading {
    OptionalDouble at(Scraped series, long time);
  }

  /** The sums of a metric's newest values, by some labels. */
  Map<List<String>, Double> sum(
      String metric, Predicate<Labels> where, long time, List<String> by) {
    return sum(metric, where, FleetOracle::newest, time, by);
  }

  /** The sums of its rates over five minutes. */
  Map<List<String>, Double> rates(
      String metric, Predicate<Labels> where, long time, List<String> by) {
    return sum(metric, where, FleetOracle::rate, time, by);
  }

  private Map<List<String>, Double> sum(
      String metric, Predicate<Labels> where, Reading reading, long time, List<String> by) {
    Map<List<String>, Double> sums = new TreeMap<>(FleetOracle::compare);
    for (Scraped series : series(metric)) {
      if (where.test(series.labels())) {
        OptionalDouble value = reading.at(series, time);
        if (value.isPresent()) {
          List<String> group =
              by.stream().map(name -> series.labels().get(name).orElse("")).toList();
          sums.merge(group, value.getAsDouble(), Double::sum);
        }
      }
    }
    return sums;
  }

  private static int compare(List<String> one, List<String> other) {
    return one.toString().compareTo(other.toString());
  }

  private List<Scraped> series(String metric) {
    List<Scraped> all = new ArrayList<>();
    for (Agent agent : fleet.agents()) {
      for (Target target : agent.targets()) {
        for (Instrument instrument : target.exposed()) {
          if (instrument.labels().get(Labels.METRIC_NAME).orElseThrow().equals(metric)) {
            all.add(new Scraped(agent.labels(instrument), agent, target, instrument));
          }
        }
      }
    }
    return all;
  }

  private static OptionalDouble newest(Scraped series, long time) {
    SampleBuffer samples = series.samples(time - LOOKBACK, time);
    int last = samples.size() - 1;
    return last < 0 || StaleMarker.isStale(samples.value(last))
        ? OptionalDouble.empty()
        : OptionalDouble.of(samples.value(last));
  }

  /**
   * Prometheus' rate: what the counter grew by, resets taken for zeros, extended to the window's
   * edges where samples reach near them.
   */
  private static OptionalDouble rate(Scraped series, long time) {
    SampleBuffer all = series.samples(time - LOOKBACK, time);
    List<Integer> real = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (!StaleMarker.isStale(all.value(i))) {
        real.add(i);
      }
    }
    if (real.size() < 2) {
      return OptionalDouble.empty();
    }
    double growth = 0;
    for (int i = 1; i < real.size(); i++) {
      double now = all.value(real.get(i));
      double before = all.value(real.get(i - 1));
      growth += now < before ? now : now - before;
    }
    double seconds = (all.time(real.getLast()) - all.time(real.getFirst())) / 1e3;
    double usual = seconds / (real.size() - 1);
    double head = (all.time(real.getFirst()) - (time - LOOKBACK)) / 1e3;
    double tail = (time - all.time(real.getLast())) / 1e3;
    double far = usual * 1.1;
    double lead = head >= far ? usual / 2 : head;
    if (growth > 0) {
      lead = Math.min(lead, seconds * all.value(real.getFirst()) / growth);
    }
    double trail = tail >= far ? usual / 2 : tail;
    return OptionalDouble.of(growth * (seconds + lead + trail) / seconds / (LOOKBACK / 1e3));
  }
}
