/**
 * The life of a process: its parts start in order, and end in reverse.
 *
 * <p>What enters: a list of {@link io.meridian.service.lifecycle.Part}s. What leaves: readiness,
 * and an end on SIGTERM in which nothing that was taken in is dropped: not ready, drain, flush,
 * exit 0.
 *
 * <p>Start reading at {@link io.meridian.service.lifecycle.Lifecycle}.
 */
@NullMarked
package io.meridian.service.lifecycle;

import org.jspecify.annotations.NullMarked;
