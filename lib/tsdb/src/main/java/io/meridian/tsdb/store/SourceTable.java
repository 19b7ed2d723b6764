package io.meridian.tsdb.store;

import io.meridian.tsdb.head.AppendOutcomes;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tenant's sources. Each series' source is found by its labels once and kept by the series'
 * number; a request of another sender looks it up again. Safe for use by many threads.
 */
final class SourceTable {
  private final byte[] clusterLabel;
  private final byte[] replicaLabel;
  private final Map<Key, Integer> numbers = new HashMap<>();
  private volatile List<Source> sources = List.of();

  /** Number of the source plus one, by number of the series; a race only looks up once more. */
  private volatile int[] bySeries = new int[64];

  private long recorded = Long.MIN_VALUE;
  private int recordedSources;

  private record Key(String cluster, String replica, String sender) {}

  SourceTable(String clusterLabel, String replicaLabel) {
    this.clusterLabel = clusterLabel.getBytes(StandardCharsets.UTF_8);
    this.replicaLabel = replicaLabel.getBytes(StandardCharsets.UTF_8);
  }

  /** Counts the samples of a request. */
  void arrived(String sender, WriteBatch batch, AppendOutcomes outcomes, long now) {
    int from = 0;
    int source = batch.size() == 0 ? 0 : sourceOf(sender, batch, 0, outcomes);
    for (int series = 1; series <= batch.size(); series++) {
      int next = series == batch.size() ? -1 : sourceOf(sender, batch, series, outcomes);
      if (next != source) {
        int last = batch.samplesTo(series - 1);
        count(sources.get(source), batch.samplesFrom(from), last, batch, outcomes, now);
        from = series;
        source = next;
      }
    }
  }

  private static void count(
      Source source, int from, int to, WriteBatch batch, AppendOutcomes outcomes, long now) {
    long latest = Long.MIN_VALUE;
    int successes = 0;
    for (int sample = from; sample < to; sample++) {
      if (outcomes.outcome(sample).isSuccess()) {
        successes++;
        latest = Math.max(latest, batch.samples().time(sample));
      }
    }
    source.arrived(now, latest, to - from, successes);
  }

  private int sourceOf(String sender, WriteBatch batch, int series, AppendOutcomes outcomes) {
    int id = outcomes.series(series);
    int[] known = bySeries;
    int number = id >= 0 && id < known.length ? known[id] - 1 : -1;
    if (number >= 0 && sources.get(number).sender().equals(sender)) {
      return number;
    }
    Key key =
        new Key(
            batch.labelValue(series, clusterLabel), batch.labelValue(series, replicaLabel), sender);
    return number(key, id);
  }

  private synchronized int number(Key key, int id) {
    int number = numbers.computeIfAbsent(key, this::add);
    if (id >= 0) {
      if (id >= bySeries.length) {
        bySeries = Arrays.copyOf(bySeries, Math.max(id + 1, 2 * bySeries.length));
      }
      bySeries[id] = number + 1;
    }
    return number;
  }

  private int add(Key key) {
    List<Source> more = new ArrayList<>(sources);
    more.add(new Source(key.cluster(), key.replica(), key.sender()));
    sources = List.copyOf(more);
    return sources.size() - 1;
  }

  /** All sources as they are now. */
  List<SourceState> states(long now) {
    return sources.stream().map(source -> source.state(now)).toList();
  }

  /** The latest sample's time of all sources, Unix milliseconds; 0 if there never was one. */
  long lastSample() {
    return sources.stream().mapToLong(Source::lastSample).max().orElse(0);
  }

  /** Takes states over that were recorded before. */
  synchronized void restore(List<SourceState> states) {
    for (SourceState state : states) {
      Key key = new Key(state.cluster(), state.replica(), state.sender());
      int number = numbers.computeIfAbsent(key, this::add);
      sources.get(number).restore(state);
    }
  }

  /** Whether the log should be told: there is a new source, or it was told long ago. */
  synchronized boolean isDue(long now, long interval) {
    boolean due = sources.size() > recordedSources || now - interval >= recorded;
    if (due) {
      recorded = now;
      recordedSources = sources.size();
    }
    return due;
  }
}
