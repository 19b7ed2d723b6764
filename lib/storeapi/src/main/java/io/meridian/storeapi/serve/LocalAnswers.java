package io.meridian.storeapi.serve;

import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelNamesResponse;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.LabelValuesResponse;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesFrames;
import java.util.List;
import java.util.function.Consumer;
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
    SeriesFrames frames = new SeriesFrames(query.batchSize(), sink);
    new SeriesAnswer(options, query, context, frames).send(stores.get());
  }

  @Override
  public LabelNamesResponse labelNames(LabelNamesRequest request, QueryContext context) {
    LabelQuery query = LabelQuery.of(request);
    LabelQuery.Answer answer = query.answer(stores.get(), context);
    LabelNamesResponse.Builder response =
        LabelNamesResponse.newBuilder()
            .addAllNames(answer.list())
            .addAllWarnings(answer.warnings());
    if (query.hints().wanted()) {
      response.setHints(BlockHints.ofNames(query.use()));
    }
    return response.build();
  }

  @Override
  public LabelValuesResponse labelValues(LabelValuesRequest request, QueryContext context) {
    LabelQuery query = LabelQuery.of(request);
    LabelQuery.Answer answer = query.answer(stores.get(), context);
    LabelValuesResponse.Builder response =
        LabelValuesResponse.newBuilder()
            .addAllValues(answer.list())
            .addAllWarnings(answer.warnings());
    if (query.hints().wanted()) {
      response.setHints(BlockHints.ofValues(query.use()));
    }
    return response.build();
  }
}
