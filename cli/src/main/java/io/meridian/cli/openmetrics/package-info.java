/**
 * OpenMetrics files become blocks. {@code OpenMetricsReader} reads a file sample by sample, {@code
 * SampleSpool} brings samples of any number and order into the order of blocks with the help of
 * files, and {@link io.meridian.cli.openmetrics.OpenMetricsImport}, where reading should start,
 * writes the blocks.
 */
@NullMarked
package io.meridian.cli.openmetrics;

import org.jspecify.annotations.NullMarked;
