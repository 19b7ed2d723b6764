package io.meridian.storeapi.dial;

import io.meridian.model.SampleBuffer;
import io.meridian.model.SampleWindows;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.aggregate.AggregateChoice;
import io.meridian.tsdb.merge.ReplicaDedup;
import io.meridian.tsdb.merge.SamplePieces;
import io.meridian.tsdb.merge.SampleUnion;
import java.util.Set;

/**
 * Makes samples of a series' chunks. Chunks that do not overlap are read one after the other; where
 * they do, replicas are joined, or, if that is not wanted, every instant is given once. What no
 * step of the query looks at is left out where nothing else depends on it. For one thread.
 */
final class SeriesSamples {
  /** The functions that read a series as a counter, so that values may be lifted. */
  private static final Set<String> COUNTER_FUNCTIONS =
      Set.of("rate", "increase", "irate", "resets");

  private static final SampleWindows ALL = SampleWindows.of(TimeRange.ALL);

  private final ChunkSet chunks;
  private final ChunkRow row;
  private final TimeRange range;
  private final SampleWindows windows;
  private final boolean counter;
  private final ReplicaDedup.Algorithm algorithm;
  private final boolean dedup;
  private final LeadingReplica leading;
  private final ReplicaDedup replicas;
  private final SampleUnion union = new SampleUnion();
  private final SamplePieces pieces = new SamplePieces();
  private final SampleBuffer merged = new SampleBuffer();

  SeriesSamples(SelectHints hints, FleetQuery query) {
    chunks = new ChunkSet("series of the fleet");
    range = hints.range();
    windows = SampleWindows.of(hints);
    counter = COUNTER_FUNCTIONS.contains(hints.function());
    algorithm = query.algorithm();
    row =
        new ChunkRow(
            "series of the fleet",
            AggregateChoice.of(hints.function()),
            algorithm != ReplicaDedup.Algorithm.COVERAGE);
    dedup = query.dedup() && !query.replicaLabels().isEmpty();
    leading = new LeadingReplica(row, range, windows, counter);
    replicas =
        new ReplicaDedup(
            algorithm == ReplicaDedup.Algorithm.COVERAGE
                ? algorithm
                : ReplicaDedup.Algorithm.PENALTY_BY_PIECE);
  }

  /** Adds the samples of chunks in the range. */
  void read(byte[] bytes, int from, int to, SampleBuffer into) {
    chunks.read(bytes, from, to, range);
    if (chunks.rows() <= 1) {
      row.read(chunks, 0, bytes, range, windows, into);
    } else if (!readLeading(bytes, into)) {
      join(bytes, into);
    }
  }

  private boolean readLeading(byte[] bytes, SampleBuffer into) {
    boolean mayLead = dedup && algorithm == ReplicaDedup.Algorithm.COVERAGE && chunks.rows() == 2;
    SampleBuffer samples = mayLead ? leading.read(chunks, bytes) : merged;
    if (!mayLead || samples.size() == 0) {
      return false;
    }
    addInRange(samples, into);
    return true;
  }

  private void join(byte[] bytes, SampleBuffer into) {
    // Whoever looks at rhythms wants to see what is around the range, too.
    boolean whole = dedup && algorithm == ReplicaDedup.Algorithm.COVERAGE;
    TimeRange joined = whole ? TimeRange.ALL : range;
    SampleWindows wanted = whole ? ALL : SampleWindows.of(range);
    pieces.clear();
    for (int i = 0; i < chunks.rows(); i++) {
      row.read(chunks, i, bytes, joined, wanted, pieces.samples());
      if (whole && !chunks.isRaw()) {
        endWhereResolutionChanges(i);
      }
      pieces.endPiece();
    }
    merged.clear();
    if (dedup) {
      replicas.merge(pieces, counter, merged);
    } else {
      union.merge(pieces, merged);
    }
    addInRange(merged, into);
  }

  /** Raw and downsampled samples have rhythms of their own, also where one writer made both. */
  private void endWhereResolutionChanges(int of) {
    int before = -1;
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.row(i) == of) {
        if (before >= 0 && chunks.isRaw(i) != chunks.isRaw(before)) {
          pieces.endPieceBefore(chunks.minTime(i));
        }
        before = i;
      }
    }
  }

  private void addInRange(SampleBuffer samples, SampleBuffer into) {
    int from = 0;
    int to = samples.size();
    while (from < to && samples.time(from) < range.min()) {
      from++;
    }
    while (to > from && samples.time(to - 1) > range.max()) {
      to--;
    }
    SampleUnion.append(samples, from, to, from == 0, into);
  }
}
