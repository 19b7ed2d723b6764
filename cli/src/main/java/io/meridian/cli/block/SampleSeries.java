package io.meridian.cli.block;

import io.meridian.model.SampleBuffer;

/**
 * A walk over the series of one block, in label order, whose samples are decoded when asked for.
 */
sealed interface SampleSeries extends AutoCloseable permits StoredSeries, VisibleSeries {
  /** Moves to the next series; false at the end. */
  boolean next();

  /** The array that holds the current series' packed labels, valid until {@link #next}. */
  byte[] labelBytes();

  int labelsFrom();

  int labelsTo();

  /** Adds the current series' samples in the range asked for to a buffer. */
  void readSamples(SampleBuffer into);

  @Override
  void close();
}
