/**
 * Functions of numbers, to the last bit as Go gives them on the processors that Prometheus mostly
 * runs on, since its answers are what ours are compared with. Java's own functions are as good but
 * differ in last bits.
 *
 * <p>What enters: a double. What leaves: a double. Each class names the algorithm; all of them are
 * well known, from FreeBSD's msun and the Cephes library. Start reading at {@link
 * io.meridian.promql.math.Exponential}. Logarithms are in {@link io.meridian.model.Logarithm},
 * since buckets of histograms need them, too.
 */
@NullMarked
package io.meridian.promql.math;

import org.jspecify.annotations.NullMarked;
