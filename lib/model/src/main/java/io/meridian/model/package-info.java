/**
 * The words every other module speaks: label sets, matchers, samples, histograms, time ranges, and
 * the seams between storage and queries.
 *
 * <p>What enters: bytes of labels as protocols and files have them. What leaves: packed label sets
 * in one canonical form, predicates over their bytes, and columns of samples. Start reading at
 * {@link io.meridian.model.Labels}, {@link io.meridian.model.Matcher}, {@link
 * io.meridian.model.SampleBuffer} and {@link io.meridian.model.SeriesSource}.
 */
@NullMarked
package io.meridian.model;

import org.jspecify.annotations.NullMarked;
