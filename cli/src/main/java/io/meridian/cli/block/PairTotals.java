package io.meridian.cli.block;

import com.carrotsearch.hppc.LongLongHashMap;
import com.carrotsearch.hppc.LongLongMap;
import io.meridian.tsdb.index.SeriesEntry;

/**
 * How many series have a label pair or a label name, and how much of a block's range they leave
 * out, gathered by the references of symbols so that no string is made.
 */
final class PairTotals {
  private final LongLongMap pairSeries = new LongLongHashMap();
  private final LongLongMap pairUncovered = new LongLongHashMap();
  private final LongLongMap nameUncovered = new LongLongHashMap();
  private long series;
  private long entries;

  /**
   * Adds a series whose chunks were read.
   *
   * @param range milliseconds of the block's range
   */
  void add(SeriesEntry entry, long range) {
    long covered =
        entry.chunks() == 0 ? 0 : entry.chunkMaxTime(entry.chunks() - 1) - entry.chunkMinTime(0);
    long uncovered = range - covered;
    for (int i = 0; i < entry.labelCount(); i++) {
      long pair = (long) entry.nameRef(i) << 32 | Integer.toUnsignedLong(entry.valueRef(i));
      pairSeries.addTo(pair, 1);
      pairUncovered.addTo(pair, uncovered);
      nameUncovered.addTo(Integer.toUnsignedLong(entry.nameRef(i)), uncovered);
    }
    entries += entry.labelCount();
    series++;
  }

  /** How many series were added. */
  long series() {
    return series;
  }

  /** How many labels the series have together. */
  long entries() {
    return entries;
  }

  /**
   * Series by pair: the name's reference in the upper half of the key, the value's in the lower.
   */
  LongLongMap pairSeries() {
    return pairSeries;
  }

  /** Milliseconds left out by the series of a pair. */
  LongLongMap pairUncovered() {
    return pairUncovered;
  }

  /** Milliseconds left out by the series with a label name, by its reference. */
  LongLongMap nameUncovered() {
    return nameUncovered;
  }
}
