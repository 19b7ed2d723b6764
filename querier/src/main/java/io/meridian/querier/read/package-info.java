/**
 * Prometheus' remote read, both ways: samples, and streamed chunks.
 *
 * <p>What enters: a request's snappy block. What leaves: a snappy block of samples, or frames of
 * encoded chunks, complete before the first byte is sent. Start reading at {@link
 * io.meridian.querier.read.RemoteRead}.
 */
@NullMarked
package io.meridian.querier.read;

import org.jspecify.annotations.NullMarked;
