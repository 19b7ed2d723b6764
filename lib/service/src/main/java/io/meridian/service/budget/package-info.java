/**
 * What a process has of memory and processors, and who gets it when.
 *
 * <p>In: the limits of the container, and requests that say how much they need. Out: {@link
 * io.meridian.service.budget.MemoryShares}, leave to hold bytes ({@link
 * io.meridian.service.budget.ByteBudget}), and turns on the processors ({@link
 * io.meridian.service.budget.CpuPool}). Whoever does not get his share in time hears so at once, in
 * an {@code OverloadedException}, instead of taking it.
 */
@NullMarked
package io.meridian.service.budget;

import org.jspecify.annotations.NullMarked;
