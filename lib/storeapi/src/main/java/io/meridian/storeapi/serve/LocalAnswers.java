package io.meridian.storeapi.serve;

import com.google.protobuf.Any;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.LabelMessage;
import io.meridian.storeapi.wire.SeriesFrames;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers of stores in this process. */
final class LocalAnswers implements StoreAnswers {
  private final Supplier<List<SeriesStore>> stores;
  private final ServeOptions options;

  LocalAnswers(Supplier<List<SeriesStore>> stores, ServeOptions options) {
    this.stores = stores;
    this.options = options;
  }

  @Override
  public void series(
      SeriesRequest request, boolean allEncodings, QueryContext context, Consumer<Frame> sink) {
    SeriesQuery query = SeriesQuery.of(request, allEncodings);
    SeriesFrames frames = new SeriesFrames(query.batchSize(), request.getSharedLabels(), sink);
    if (query.isCounted()) {
      new CountsCall(options, query, context, frames).send(stores.get());
    } else {
      new SeriesAnswer(options, query, context, frames).send(stores.get());
    }
  }

  @Override
  public LabelMessage labelNames(LabelNamesRequest request, QueryContext context) {
    LabelQuery query = LabelQuery.of(request);
    return answer(query, context, BlockHints::ofNames);
  }

  @Override
  public LabelMessage labelValues(LabelValuesRequest request, QueryContext context) {
    LabelQuery query = LabelQuery.of(request);
    return answer(query, context, BlockHints::ofValues);
  }

  private LabelMessage answer(
      LabelQuery query, QueryContext context, Function<CallUse, Any> hints) {
    LabelQuery.Answer answer = query.answer(stores.get(), context);
    Optional<Any> wanted =
        query.hints().wanted() ? Optional.of(hints.apply(query.use())) : Optional.empty();
    return new LabelMessage(answer.list(), answer.warnings(), wanted);
  }
}
