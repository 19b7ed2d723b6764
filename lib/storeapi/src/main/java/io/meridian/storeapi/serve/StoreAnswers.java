package io.meridian.storeapi.serve;

import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.LabelMessage;
import java.util.function.Consumer;

/** What {@code thanos.Store} answers: of stores in this process, or of all that can be dialled. */
public interface StoreAnswers {
  /**
   * Sends the series asked for.
   *
   * @param allEncodings whether the caller knows chunks of encodings 4 to 6
   * @param frames takes messages, and waits for the reader where that is behind
   */
  void series(
      SeriesRequest request, boolean allEncodings, QueryContext context, Consumer<Frame> frames);

  LabelMessage labelNames(LabelNamesRequest request, QueryContext context);

  LabelMessage labelValues(LabelValuesRequest request, QueryContext context);
}
