/**
 * The index of a block: which series there are, which of them have a label, and where their chunks
 * stand.
 *
 * <p>What enters: an index file as bytes that are read by range, or symbols and series in order to
 * be written. What leaves: references of series (unsigned 32-bit numbers in the order of labels),
 * packed label sets and chunk places. Start reading at {@link io.meridian.tsdb.index.IndexReader},
 * whose comment describes the file, and {@link io.meridian.tsdb.index.SeriesEntry}.
 */
@NullMarked
package io.meridian.tsdb.index;

import org.jspecify.annotations.NullMarked;
