/**
 * What people and their tools ask of any process, on every port.
 *
 * <p>What enters: readiness, metrics, configuration, a way to reload it. What leaves: routes under
 * {@code /-/}, {@code /metrics} and {@code /debug}, which answer while all handlers are busy.
 *
 * <p>Start reading at {@link io.meridian.service.ops.OperationRoutes}.
 */
@NullMarked
package io.meridian.service.ops;

import org.jspecify.annotations.NullMarked;
