/**
 * Configuration that changes while a process runs.
 *
 * <p>What enters: SIGHUP, {@code POST /-/reload}, changed files. What leaves: calls to whoever
 * reads configuration, which take all of a new one or nothing: a bad one leaves the old in place,
 * and is named in log, answer and metrics.
 *
 * <p>Start reading at {@link io.meridian.service.reload.Reload}.
 */
@NullMarked
package io.meridian.service.reload;

import org.jspecify.annotations.NullMarked;
