/**
 * What a process tells a collector of its work: a span for each request that comes in, over HTTP or
 * gRPC, and for each call that it makes for it.
 *
 * <p>What enters: {@code tracing.config} as in Thanos, and the {@code traceparent} of callers (W3C
 * Trace Context). What leaves: {@code traceparent} to servers that are called, and spans by OTLP.
 * The SDK behind it is loaded where traces are configured, and nowhere else.
 *
 * <p>Start reading at {@link io.meridian.service.trace.Tracing}.
 */
@NullMarked
package io.meridian.service.trace;

import org.jspecify.annotations.NullMarked;
