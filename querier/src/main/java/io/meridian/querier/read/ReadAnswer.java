package io.meridian.querier.read;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import java.util.List;

/** An answer to a remote read, made series by series. For one thread. */
sealed interface ReadAnswer permits SampleAnswer, ChunkAnswer {
  /** The series of a query follow; queries come in their order. */
  void begin(int query);

  /**
   * Adds a series.
   *
   * @return how many bytes are held more by that
   */
  long series(Labels labels, SampleBuffer samples);

  /** The bytes of the answer, in pieces. */
  List<byte[]> end();
}
