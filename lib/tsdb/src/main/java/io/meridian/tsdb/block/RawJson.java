package io.meridian.tsdb.block;

/**
 * A JSON value that is kept for the program that wrote it.
 *
 * @param text the value without white space between its parts
 */
public record RawJson(String text) {}
