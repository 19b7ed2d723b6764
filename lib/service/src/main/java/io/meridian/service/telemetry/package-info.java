/**
 * What a process tells about itself.
 *
 * <p>What enters: log events, budgets, the JVM. What leaves: lines in logfmt or JSON, and metrics.
 *
 * <p>Start reading at {@link io.meridian.service.telemetry.Logging} and {@link
 * io.meridian.service.telemetry.ProcessMetrics}.
 */
@NullMarked
package io.meridian.service.telemetry;

import org.jspecify.annotations.NullMarked;
