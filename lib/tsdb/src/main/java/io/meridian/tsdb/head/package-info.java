/**
 * The samples that are not in a block yet, in memory, ready for queries.
 *
 * <p>What enters: batches of a tenant's samples ({@link io.meridian.tsdb.ingest.WriteBatch}), each
 * answered by an outcome. What leaves: series for queries, and blocks. Start reading at {@link
 * io.meridian.tsdb.head.Head}; how series lie in memory stands in docs/decisions/0007-head.md.
 */
@NullMarked
package io.meridian.tsdb.head;

import org.jspecify.annotations.NullMarked;
