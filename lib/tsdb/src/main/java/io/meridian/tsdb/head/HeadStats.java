package io.meridian.tsdb.head;

import java.util.List;

/**
 * What a head holds at a moment. Lists are of the largest, largest first.
 *
 * @param series how many series there are
 * @param labelPairs how many different pairs of name and value
 * @param heapBytes about how much memory series, labels and open chunks take
 * @param spilledBytes how many bytes of full chunks stand in files
 * @param spillFailures how often full chunks stayed in memory because no file could be written
 * @param seriesByMetric how many series metrics have
 * @param seriesByPair how many series have a pair, written {@code name=value}
 * @param valuesByName how many values names have
 * @param bytesByName how many bytes the values of names have, once for each series
 */
public record HeadStats(
    int series,
    long labelPairs,
    long heapBytes,
    long spilledBytes,
    long spillFailures,
    List<Count> seriesByMetric,
    List<Count> seriesByPair,
    List<Count> valuesByName,
    List<Count> bytesByName) {

  /**
   * How many of something.
   *
   * @param of what is counted
   */
  public record Count(String of, long count) {}
}
