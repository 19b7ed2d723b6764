package io.meridian.tsdb.block;

/**
 * What a block holds, as its meta.json counts it.
 *
 * @param samples samples of every kind
 * @param floatSamples floats; 0 in blocks of writers that did not count them apart
 * @param histogramSamples native histograms; 0 likewise
 * @param series label sets
 * @param chunks chunks
 * @param tombstones intervals that are deleted
 */
public record BlockStats(
    long samples,
    long floatSamples,
    long histogramSamples,
    long series,
    long chunks,
    long tombstones) {
  /** A block without content. */
  public static final BlockStats EMPTY = new BlockStats(0, 0, 0, 0, 0, 0);
}
