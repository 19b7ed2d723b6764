package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;

/**
 * Makes one series of the replicas of a series.
 *
 * <p>What comes in are pieces: chunks, or whole streams, of any number of replicas, in any order
 * and overlapping in any way, with nothing said about who wrote them. Stores take replica labels
 * off, and a bucket may hold a replica's data twice. What goes out is one column in strictly
 * ascending time that reads as if one scraper without failures had written it.
 *
 * <h2>{@link Algorithm#COVERAGE}, the default</h2>
 *
 * <p>It works on instants first and looks at values only where it must:
 *
 * <ol>
 *   <li><b>Strands</b> ({@link StrandDealer}). Pieces are dealt out to strands, each of which is
 *       what one scraper delivered: a piece continues the strand whose rhythm it keeps.
 *   <li><b>Copies</b> ({@link CopyJoin}). Strands that have the same values at the same instants,
 *       and nowhere take turns without, are copies that a hash ring wrote, of which each may have
 *       missed some. They are joined to their union: nothing that any copy has is missing, however
 *       close samples are.
 *   <li><b>Cadence</b> ({@link Strand}). Every strand knows its interval, block by block of 32
 *       samples, and so where it has a gap: wherever two samples are more than one and a half
 *       intervals apart, or a stale marker stands.
 *   <li><b>Preference</b> ({@link StrandOrder}). The strand with the shorter interval is preferred,
 *       then the one with fewer gaps, then the one that scrapes just before the other. None of that
 *       depends on the order of the pieces, and little on the range of time that was asked for.
 *   <li><b>Overlay</b> ({@link Overlay}). The preferred strand is shown wherever it has samples,
 *       and in its gaps the next one, at least half an interval away from the samples on both
 *       sides; and so on with the gaps that are left. One lost scrape is filled by exactly one
 *       sample. When a preferred replica returns it is shown again.
 *   <li><b>Values</b> ({@link CounterLift}). As stored, unless the caller says that the series is
 *       read as a counter: then, where the strand changes, a strand that contradicts the last value
 *       is lifted to it, so that a rate sees neither a reset nor a leap that no scraper saw.
 * </ol>
 *
 * <p>What that means for the common cases, with replicas a and b at interval I:
 *
 * <pre>
 *   a misses one scrape     a a a . a a     b's one sample between, I/2 or more from both sides
 *   a is down for an hour   b for that hour, from I/2 after a's last to I/2 before a's next
 *   a lost sight, b did not a's stale marker is dropped, since b says that the series is alive
 *   both lost sight         the first marker behind the last sample
 *   both are down           a gap, as both have it
 *   a every 15 s, b every 60 s  a; in a's gaps b, at its own interval
 *   a was restarted alone   its counter is lifted to b's at the change and back again
 *   equal copies            each sample once
 * </pre>
 *
 * <p>The output is a subset of what came in (but for lifted values), ascends strictly, does not
 * depend on the order of pieces, equals its input for one replica, and has no two samples closer
 * than half the preferred strand's interval but those that one strand has itself. A sample is left
 * out only if one of a preferred strand is taken within three quarters of that strand's interval.
 *
 * <p>Where one replica is whole, that one is the output; {@link ReplicaLead} finds this out from
 * headers of chunks, so that the others need not be decoded.
 *
 * <h2>{@link Algorithm#PENALTY}</h2>
 *
 * <p>What Thanos does, exactly; see {@link PenaltyDedup}. It shows one sample of each replica at
 * the start, and hides samples of copies.
 *
 * <p>Both leave a native histogram's relation to its predecessor unknown where another sample came
 * before it. Used by one thread at a time; memory is kept from series to series.
 */
public final class ReplicaDedup {
  /** How replicas are chosen between. */
  public enum Algorithm {
    /** Ours: follows the best replica and fills its gaps from the others. */
    COVERAGE,
    /** Thanos' querier: replicas found by first fit, folded with penalties. */
    PENALTY,
    /** Thanos' compactor: each piece folded as a replica of its own, with penalties. */
    PENALTY_BY_PIECE
  }

  private final Algorithm algorithm;
  private final CoverageDedup coverage = new CoverageDedup();

  public ReplicaDedup(Algorithm algorithm) {
    this.algorithm = algorithm;
  }

  /**
   * Adds the one series to an empty buffer.
   *
   * @param pieces the replicas' samples; for the penalty algorithms ordered by their first instants
   * @param counter whether the series will be read as a counter (rate, increase, irate, resets), so
   *     that values may be lifted where replicas change
   */
  public void merge(SamplePieces pieces, boolean counter, SampleBuffer into) {
    switch (algorithm) {
      case COVERAGE -> coverage.merge(pieces, counter, into);
      case PENALTY -> PenaltyDedup.merge(pieces, OverlapSplit.firstFit(pieces), counter, into);
      case PENALTY_BY_PIECE ->
          PenaltyDedup.merge(pieces, OverlapSplit.apart(pieces), counter, into);
    }
  }
}
