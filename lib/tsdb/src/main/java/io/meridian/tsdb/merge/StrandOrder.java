package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * Which strand is preferred where several have samples.
 *
 * <ol>
 *   <li>The one with the shorter interval, where they differ by more than a tenth or so.
 *   <li>The one that misses fewer scrapes, in four classes: at most 1 in 64, 1 in 16, 1 in 4, more.
 *   <li>The one that scrapes a little before the other rather than a little after. A scraper keeps
 *       its phase, so this does not depend on where the range of a query begins.
 *   <li>What they hold.
 * </ol>
 */
final class StrandOrder {
  private static final int PROBES = 64;

  private final SampleBuffer samples;

  StrandOrder(SampleBuffer samples) {
    this.samples = samples;
  }

  /** Sorts the first strands of an array, the preferred one first. */
  void sort(Strand[] strands, int count) {
    Rank[] ranks = new Rank[count];
    for (int i = 0; i < count; i++) {
      ranks[i] = new Rank(strands[i], intervalClass(strands[i]), lossClass(strands[i]), 0);
    }
    for (int i = 0; i < count; i++) {
      ranks[i] = ranks[i].withLead(lead(ranks, i));
    }
    Arrays.sort(ranks, this::compare);
    for (int i = 0; i < count; i++) {
      strands[i] = ranks[i].strand;
    }
  }

  private record Rank(Strand strand, int intervalClass, int lossClass, int lead) {
    Rank withLead(int strandsLed) {
      return new Rank(strand, intervalClass, lossClass, strandsLed);
    }
  }

  private int compare(Rank a, Rank b) {
    int order = Integer.compare(a.intervalClass, b.intervalClass);
    if (order == 0) {
      order = Integer.compare(a.lossClass, b.lossClass);
    }
    if (order == 0) {
      order = Integer.compare(b.lead, a.lead);
    }
    return order == 0 ? compareContents(a.strand, b.strand) : order;
  }

  private int compareContents(Strand a, Strand b) {
    int both = Math.min(a.size(), b.size());
    for (int i = 0; i < both; i++) {
      int order = SampleOrder.compare(samples, a.sample(i), b.sample(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(b.size(), a.size());
  }

  /** Eighths of an octave, so that jitter does not tell 30,000 ms from 29,998 ms. */
  private static int intervalClass(Strand strand) {
    long interval = strand.typicalInterval();
    return interval == Strand.UNKNOWN
        ? Integer.MAX_VALUE
        : (int) Math.rint(8 * Math.log((double) interval) / Math.log(2));
  }

  private static int lossClass(Strand strand) {
    long missing = strand.missing();
    long expected = missing + strand.size();
    if (64 * missing <= expected) {
      return 0;
    }
    if (16 * missing <= expected) {
      return 1;
    }
    return 4 * missing <= expected ? 2 : 3;
  }

  private static int lead(Rank[] ranks, int of) {
    int led = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (i != of
          && lag(ranks[of].strand, ranks[i].strand) < lag(ranks[i].strand, ranks[of].strand)) {
        led++;
      }
    }
    return led;
  }

  /** The middle time from an instant of one strand to the next one of the other. */
  private static long lag(Strand strand, Strand other) {
    long[] lags = new long[Math.min(PROBES, strand.size())];
    int at = 0;
    int before = 0;
    for (int probe = 0; probe < lags.length; probe++) {
      int i = (int) ((long) probe * strand.size() / lags.length);
      at = other.seekNear(at + i - before, strand.time(i));
      before = i;
      lags[probe] = at < other.size() ? other.time(at) - strand.time(i) : Long.MAX_VALUE;
    }
    Arrays.sort(lags);
    return lags[lags.length >> 1];
  }
}
