package io.meridian.model;

/**
 * Series that a source has counted.
 *
 * @param counts closed with this
 * @param outcome what the answer says of itself
 */
public record CountAnswer(SeriesCounts counts, Outcome outcome) implements AutoCloseable {
  @Override
  public void close() {
    counts.close();
  }
}
