package io.meridian.storeapi.gather;

import io.meridian.model.Outcome;

/**
 * An answer of all servers that were asked.
 *
 * @param outcome what is missing from it
 */
public record Gathered<T>(T value, Outcome outcome) {}
