package io.meridian.promql.plan;

import java.util.OptionalLong;

/**
 * From where a selector or subquery looks back: its fixed time, or else the step's, less the
 * offset.
 *
 * @param at Unix milliseconds
 * @param offset milliseconds; negative ones look ahead
 */
public record TimeShift(OptionalLong at, long offset) {}
