package io.meridian.tsdb.index;

import io.meridian.tsdb.file.ByteRanges;
import java.util.List;

/**
 * Which names and values series have, and which of these are most: what a store of series grows
 * with. Lists are of the largest, largest first, equal ones in no promised order.
 *
 * @param series how many series there are
 * @param labelPairs how many different pairs of name and value
 * @param seriesByMetric how many series metrics have
 * @param seriesByPair how many series have a pair, written {@code name=value}
 * @param valuesByName how many values names have
 * @param bytesByName how many bytes the values of names have, once for each series
 */
public record Cardinality(
    long series,
    long labelPairs,
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

  public Cardinality {
    seriesByMetric = List.copyOf(seriesByMetric);
    seriesByPair = List.copyOf(seriesByPair);
    valuesByName = List.copyOf(valuesByName);
    bytesByName = List.copyOf(bytesByName);
  }

  /**
   * That of an index, by its lists of series: no series is looked at. Every list's length is read,
   * so the index should be at hand.
   *
   * @param limit how many entries lists have at most
   * @throws io.meridian.model.CorruptDataException if the index is damaged
   */
  public static Cardinality of(ByteRanges index, int limit) {
    IndexFile file = IndexFile.open(index);
    PostingsTable table = OffsetTable.of(file.tableSection(), file.version(), file.listsEnd());
    return new IndexCensus(file, table, limit).take();
  }
}
