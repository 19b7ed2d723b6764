package io.meridian.storeapi.order;

/**
 * A walk over series as they cross the wire: packed labels, and chunks as fields of a series. For
 * one thread.
 */
public interface FinalSeries extends AutoCloseable {
  /** Moves to the next series; false at the end. */
  boolean next();

  /** The array that holds the packed labels, valid until {@link #next}. */
  byte[] labelBytes();

  int labelsFrom();

  int labelsTo();

  /** The array that holds the chunks as fields of a series, valid until {@link #next}. */
  byte[] chunkBytes();

  int chunksFrom();

  int chunksTo();

  @Override
  void close();
}
