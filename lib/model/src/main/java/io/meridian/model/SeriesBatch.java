package io.meridian.model;

/**
 * Some consecutive series of an answer. Their labels are there from the start, so that a group can
 * be decided before any sample is decoded; samples are decoded when asked for. Used by one thread
 * at a time.
 */
public interface SeriesBatch extends AutoCloseable {
  int size();

  /** The array that holds the packed labels of all series of the batch. */
  byte[] labelBytes();

  /** Where the packed labels of a series begin. */
  int labelsFrom(int series);

  /** Where the packed labels of a series end. */
  int labelsTo(int series);

  /** The labels of a series as an object of their own. */
  default Labels labels(int series) {
    return Labels.copyOf(labelBytes(), labelsFrom(series), labelsTo(series));
  }

  /**
   * Adds a series' samples inside the selected time range to a buffer, in time order. Those that no
   * step looks at may be left out.
   */
  void readSamples(int series, SampleBuffer into);

  @Override
  void close();
}
