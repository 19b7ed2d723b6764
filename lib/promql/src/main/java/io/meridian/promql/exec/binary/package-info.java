/**
 * The binary operators of PromQL.
 *
 * <p>What enters: two operands, each a scalar or a vector. What leaves: a vector, or a scalar's
 * values. Start reading at {@link io.meridian.promql.exec.binary.BinaryOperators}; what an operator
 * makes of two samples is {@link io.meridian.promql.exec.binary.SampleOperation}, which series
 * belong together is {@link io.meridian.promql.exec.binary.Join}.
 */
@NullMarked
package io.meridian.promql.exec.binary;

import org.jspecify.annotations.NullMarked;
