package io.meridian.storeapi.dial;

import io.meridian.model.SampleBuffer;
import io.meridian.model.SampleWindows;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.merge.ChunkRhythm;
import io.meridian.tsdb.merge.ReplicaLead;

/**
 * Reads one of two replicas where that is all that would be shown, so that the other's chunks are
 * not decoded: {@link ReplicaLead} tells from headers which one. Around all samples that are wanted
 * it looks whether these are as their headers promise. For one thread.
 */
final class LeadingReplica {
  /** By how many intervals more than wanted is read, for a look at what is around. */
  private static final int AROUND = 2;

  /** Part of an interval by which distances of samples may differ. */
  private static final int EVEN = 4;

  private final ChunkRow row;
  private final TimeRange range;
  private final SampleWindows windows;
  private final boolean counter;
  private final ChunkRhythm[] rhythms = {new ChunkRhythm(), new ChunkRhythm()};
  private final SampleBuffer samples = new SampleBuffer();
  private final SampleBuffer probes = new SampleBuffer();

  /**
   * A reader.
   *
   * @param counter whether the joined series would be lifted where replicas change
   */
  LeadingReplica(ChunkRow row, TimeRange range, SampleWindows windows, boolean counter) {
    this.row = row;
    this.range = range;
    this.windows = windows;
    this.counter = counter;
  }

  /**
   * Reads the replica that is shown alone from a set of two rows.
   *
   * @return its samples around those that are wanted, until the next call; empty if both replicas
   *     have to be read
   */
  SampleBuffer read(ChunkSet chunks, byte[] bytes) {
    samples.clear();
    if (!row.addHeaders(chunks, bytes, rhythms)) {
      return samples;
    }
    int shown = ReplicaLead.find(rhythms[0], rhythms[1], range);
    if (shown == ReplicaLead.NONE || (counter && isLifted(chunks, shown, bytes))) {
      return samples;
    }
    long interval = (long) rhythms[shown].interval();
    SampleWindows around = windows.widened(AROUND * interval);
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.row(i) == shown) {
        int from = samples.size();
        row.readChunk(chunks, i, bytes, around, samples);
        if (!isEven(from, interval)) {
          samples.clear();
          return samples;
        }
      }
    }
    return samples;
  }

  /** Whether samples from one on stand at their places, and none is a stale marker. */
  private boolean isEven(int from, long interval) {
    long[] times = samples.times();
    double[] values = samples.values();
    long least = interval - interval / EVEN;
    long most = interval + interval / EVEN;
    boolean even = true;
    for (int i = from; i < samples.size(); i++) {
      long distance = i == from ? interval : times[i] - times[i - 1];
      even &= distance >= least && distance <= most;
      even &= Double.doubleToRawLongBits(values[i]) != StaleMarker.BITS;
    }
    return even;
  }

  /**
   * Whether the replica that is shown contradicts the other one where that began before it: it
   * would be lifted there. Where this cannot be told, it is taken to be so.
   */
  private boolean isLifted(ChunkSet chunks, int shown, byte[] bytes) {
    ChunkRhythm own = rhythms[shown];
    ChunkRhythm other = rhythms[1 - shown];
    double half = own.interval() / 2;
    if (other.first() > own.first() - half) {
      return false;
    }
    long first = own.first();
    long reach = (long) (AROUND * own.interval());
    probes.clear();
    row.readRow(chunks, shown, bytes, SampleWindows.of(new TimeRange(first, first)), probes);
    int before = probes.size();
    TimeRange near = new TimeRange(first - reach, first + reach);
    row.readRow(chunks, 1 - shown, bytes, SampleWindows.of(near), probes);
    int after = before;
    while (after < probes.size() && probes.time(after) < first) {
      after++;
    }
    if (before != 1 || after == before || after == probes.size()) {
      return true;
    }
    double low = probes.value(after - 1);
    double value = probes.value(0);
    double high = probes.value(after);
    boolean agrees = low > high || (value >= low && value <= high);
    return !agrees || probes.time(after - 1) > first - half;
  }
}
