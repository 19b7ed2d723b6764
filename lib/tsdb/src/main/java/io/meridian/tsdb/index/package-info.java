/**
 * The index of a block, both ways, and the selection of series by their labels.
 *
 * <p>What enters: an index file as bytes that are read by range, or symbols and series in order to
 * be written; matchers to be answered. What leaves: references of series (unsigned 32-bit numbers
 * in the order of labels), packed label sets and chunk places, label names and values. Start
 * reading at {@link io.meridian.tsdb.index.IndexReader}, whose comment describes the file, {@link
 * io.meridian.tsdb.index.SeriesEntry} and {@link io.meridian.tsdb.index.Postings}.
 */
@NullMarked
package io.meridian.tsdb.index;

import org.jspecify.annotations.NullMarked;
