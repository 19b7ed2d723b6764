/**
 * Execution: operators that pull blocks of series and evaluate them into tiles.
 *
 * <p>What enters: a plan and a {@link io.meridian.model.SeriesSource}. What leaves: series as
 * packed labels with their samples at every step, and {@link io.meridian.promql.exec.Annotations}.
 * Start reading at {@link io.meridian.promql.exec.Operator}, whose essay tells how labels, steps,
 * samples and threads go together; then {@link io.meridian.promql.exec.RangeFunction} and {@link
 * io.meridian.promql.exec.TileFunction}, the two kinds of kernels.
 *
 * <p>This package knows no function and no binary operator: they come in through {@link
 * io.meridian.promql.exec.FunctionLibrary} and {@link io.meridian.promql.exec.BinaryLibrary}.
 */
@NullMarked
package io.meridian.promql.exec;

import org.jspecify.annotations.NullMarked;
