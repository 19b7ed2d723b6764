package io.meridian.tsdb.head;

import io.meridian.tsdb.index.Cardinality;

/**
 * What a head holds at a moment.
 *
 * @param cardinality of the series that are there
 * @param chunks full ones of all series, and one that is open of each
 * @param heapBytes about how much memory series, labels and open chunks take
 * @param spilledBytes how many bytes of full chunks stand in files
 * @param spillFailures how often full chunks stayed in memory because no file could be written
 */
public record HeadStats(
    Cardinality cardinality, long chunks, long heapBytes, long spilledBytes, long spillFailures) {}
