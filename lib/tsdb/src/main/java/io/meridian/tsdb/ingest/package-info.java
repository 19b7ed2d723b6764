/**
 * Requests that bring samples, as columns.
 *
 * <p>What enters: the bytes of a remote-write request, decompressed. What leaves: a {@link
 * io.meridian.tsdb.ingest.WriteBatch}: for each series a slice of undecoded label bytes and its
 * samples. Start reading at {@link io.meridian.tsdb.ingest.WriteBatch}, then {@link
 * io.meridian.tsdb.ingest.RemoteWriteDecoder}; {@link io.meridian.tsdb.ingest.RemoteWrite2Decoder}
 * resolves the symbols of remote write 2.0 into the same form.
 */
@NullMarked
package io.meridian.tsdb.ingest;

import org.jspecify.annotations.NullMarked;
