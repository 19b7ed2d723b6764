/**
 * The functions of PromQL as kernels.
 *
 * <p>What enters: a series' samples with the windows of all steps, or rows of a tile. What leaves:
 * a row of values. Results are those of Prometheus to the last bit, so kernels keep its order of
 * floating point operations; where that order allows it, work is shared between the steps (counter
 * resets, for example, are found once a series). Start reading at {@link
 * io.meridian.promql.function.Functions}, the list of them all.
 */
@NullMarked
package io.meridian.promql.function;

import org.jspecify.annotations.NullMarked;
