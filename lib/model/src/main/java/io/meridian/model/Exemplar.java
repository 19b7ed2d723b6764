package io.meridian.model;

/**
 * A sample's example, mostly a trace.
 *
 * @param labels what identifies the example
 * @param value the observed value
 * @param time when it was observed, Unix milliseconds
 */
public record Exemplar(Labels labels, double value, long time) {}
