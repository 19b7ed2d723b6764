package io.meridian.storeapi.serve;

import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.Exemplar;
import io.meridian.api.thanos.ExemplarData;
import io.meridian.api.thanos.ExemplarsGrpc;
import io.meridian.api.thanos.ExemplarsRequest;
import io.meridian.api.thanos.ExemplarsResponse;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.LabelSets;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.tsdb.head.SeriesExemplars;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code thanos.Exemplars}: the exemplars of the series that a query selects, in label order. */
final class ExemplarService extends ExemplarsGrpc.ExemplarsImplBase {
  private final Supplier<List<LiveStore>> stores;
  private final Function<String, List<List<Matcher>>> selectors;
  private final Calls calls;

  /**
   * The service.
   *
   * @param selectors the matchers of each selector in a query's text
   */
  ExemplarService(
      Supplier<List<LiveStore>> stores,
      Function<String, List<List<Matcher>>> selectors,
      Calls calls) {
    this.stores = stores;
    this.selectors = selectors;
    this.calls = calls;
  }

  @Override
  public void exemplars(ExemplarsRequest request, StreamObserver<ExemplarsResponse> observer) {
    calls.stream(observer, (context, frames) -> answer(request, context, frames));
  }

  private void answer(
      ExemplarsRequest request, QueryContext context, ReadyFrames<ExemplarsResponse> frames) {
    List<List<Matcher>> selected = selectors.apply(request.getQuery());
    Optional<TimeRange> range = SeriesQuery.range(request.getStart(), request.getEnd());
    if (range.isEmpty()) {
      return;
    }
    MissingParts missing =
        new MissingParts(
            request.getPartialResponseStrategy() == PartialResponseStrategy.ABORT,
            text -> frames.send(ExemplarsResponse.newBuilder().setWarning(text).build()));
    Map<Labels, List<io.meridian.model.Exemplar>> found = new TreeMap<>();
    for (LiveStore store : stores.get()) {
      try {
        find(store, selected, range.get(), context)
            .forEach(of -> found.putIfAbsent(of.labels(), of.exemplars()));
      } catch (RuntimeException e) {
        missing.failed(store, e);
      }
    }
    found.forEach((labels, exemplars) -> frames.send(response(labels, exemplars)));
  }

  private static List<SeriesExemplars> find(
      LiveStore store, List<List<Matcher>> selectors, TimeRange range, QueryContext context) {
    Labels external = store.externalLabels();
    List<SeriesExemplars> found = new ArrayList<>();
    for (List<Matcher> matchers : selectors) {
      Optional<List<Matcher>> left = RequestMatchers.without(external, matchers);
      if (left.isPresent()) {
        for (SeriesExemplars of : store.exemplars(left.get(), range, context)) {
          found.add(new SeriesExemplars(of.labels().withExternal(external), of.exemplars()));
        }
      }
    }
    return found;
  }

  private static ExemplarsResponse response(
      Labels labels, List<io.meridian.model.Exemplar> exemplars) {
    ExemplarData.Builder data = ExemplarData.newBuilder().setSeriesLabels(LabelSets.write(labels));
    for (io.meridian.model.Exemplar exemplar : exemplars) {
      data.addExemplars(
          Exemplar.newBuilder()
              .setLabels(LabelSets.write(exemplar.labels()))
              .setValue(exemplar.value())
              .setTs(exemplar.time()));
    }
    return ExemplarsResponse.newBuilder().setData(data).build();
  }
}
