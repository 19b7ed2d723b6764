package io.meridian.cli.demo;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Prometheus that scrapes a cluster's targets and writes what it finds to the central one. Each
 * target has its own time within the interval; a target that cannot be reached gets a marker of
 * staleness once, as Prometheus writes it.
 *
 * @param cluster external label
 * @param replica external label; the replicas of a cluster scrape the same targets
 * @param interval milliseconds from scrape to scrape
 * @param outages when it does not run
 * @param offline when it runs but nobody hears of it; what it scrapes then comes later
 */
public record Agent(
    String cluster,
    String replica,
    long interval,
    Absences outages,
    Absences offline,
    List<Target> targets) {
  public Agent {
    targets = List.copyOf(targets);
  }

  /** Takes each series of an agent, with its samples. */
  public interface SeriesSink {
    /**
     * One series.
     *
     * @param labels external labels among them
     * @param samples in the order of time; reused for the next series
     */
    void series(Labels labels, SampleBuffer samples) throws InterruptedException;
  }

  /** A series' labels with the agent's external ones. */
  public Labels labels(Instrument instrument) {
    Map<String, String> all = new TreeMap<>(instrument.labels().toMap());
    all.put("cluster", cluster);
    all.put("replica", replica);
    return Labels.of(all);
  }

  /** What it scrapes in a range of time; series without samples in it are left out. */
  public void scrape(TimeRange range, SampleBuffer samples, SeriesSink sink)
      throws InterruptedException {
    for (Target target : targets) {
      for (Instrument instrument : target.exposed()) {
        samples(target, instrument, range, samples);
        if (samples.size() > 0) {
          sink.series(labels(instrument), samples);
        }
      }
    }
  }

  /** The samples of one series in a range of time. */
  public void samples(Target target, Instrument instrument, TimeRange range, SampleBuffer samples) {
    samples.clear();
    boolean always = instrument.signal() instanceof Signal.Reached;
    for (long time = next(target, range.min()); time <= range.max(); time += interval) {
      if (outages.contains(time)) {
        continue;
      }
      if (always || !target.absences().contains(time)) {
        samples.add(time, instrument.at(time));
      } else if (!target.absences().contains(time - interval)) {
        samples.add(time, Double.longBitsToDouble(StaleMarker.BITS));
      }
    }
  }

  /** The target's first scrape not before an instant. */
  private long next(Target target, long from) {
    long offset =
        Math.floorMod(Noise.mixed(replica.hashCode(), target.instance().hashCode()), interval);
    return from + Math.floorMod(offset - from, interval);
  }
}
