/** JMH benchmarks: {@code ./meridian bench [pattern]}. */
@NullMarked
package io.meridian.bench;

import org.jspecify.annotations.NullMarked;
