/**
 * Series of write requests as bytes: found in the request as it came, and written into messages for
 * others without being taken apart more than is needed.
 *
 * <p>What enters: batches that are decoded, and the bytes they point into. What leaves: fields of
 * {@code prometheus.WriteRequest}. Start reading at {@link
 * io.meridian.receiver.message.SeriesMessage}.
 */
@NullMarked
package io.meridian.receiver.message;

import org.jspecify.annotations.NullMarked;
