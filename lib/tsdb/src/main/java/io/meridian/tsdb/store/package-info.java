/**
 * A receiver's samples on one machine: heads, the log below them, and the blocks cut from them.
 *
 * <pre>
 *   folder/wal/              the log of all tenants                      io.meridian.tsdb.wal
 *          &lt;tenant&gt;/&lt;ulid&gt;/  blocks of a tenant, as a Thanos receiver has them
 * </pre>
 *
 * <p>What enters: requests of tenants. What leaves: a {@link io.meridian.model.SeriesSource} for
 * each tenant over head and blocks, and the blocks. Start reading at {@link
 * io.meridian.tsdb.store.SampleStore}.
 */
@NullMarked
package io.meridian.tsdb.store;

import org.jspecify.annotations.NullMarked;
