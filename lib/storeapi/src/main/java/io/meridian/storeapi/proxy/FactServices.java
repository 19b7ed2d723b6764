package io.meridian.storeapi.proxy;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.ExemplarsGrpc;
import io.meridian.api.thanos.ExemplarsRequest;
import io.meridian.api.thanos.ExemplarsResponse;
import io.meridian.api.thanos.Meta;
import io.meridian.api.thanos.MetadataGrpc;
import io.meridian.api.thanos.MetricMetadata;
import io.meridian.api.thanos.MetricMetadataEntry;
import io.meridian.api.thanos.MetricMetadataRequest;
import io.meridian.api.thanos.MetricMetadataResponse;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.RulesGrpc;
import io.meridian.api.thanos.RulesRequest;
import io.meridian.api.thanos.RulesResponse;
import io.meridian.api.thanos.StatusGrpc;
import io.meridian.api.thanos.TSDBStatistics;
import io.meridian.api.thanos.TSDBStatisticsRequest;
import io.meridian.api.thanos.TSDBStatisticsResponse;
import io.meridian.api.thanos.TargetsGrpc;
import io.meridian.api.thanos.TargetsRequest;
import io.meridian.api.thanos.TargetsResponse;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.gather.FleetFacts;
import io.meridian.storeapi.gather.Gathered;
import io.meridian.storeapi.gather.RuleQuestion;
import io.meridian.storeapi.gather.SeenMetrics;
import io.meridian.storeapi.serve.Calls;
import io.meridian.storeapi.serve.ReadyFrames;
import io.meridian.storeapi.wire.RequestMatchers;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code thanos.Exemplars}, {@code Metadata}, {@code Rules}, {@code Targets} and {@code Status}
 * over all who serve them. Replicas are left as they are: who asks knows which labels tell them
 * apart.
 */
final class FactServices {
  private final CallView view;
  private final SortSpace sorting;
  private final Function<String, List<List<Matcher>>> selectors;
  private final Calls calls;

  /**
   * The services.
   *
   * @param selectors the matchers of each selector in a PromQL expression
   */
  FactServices(
      CallView view,
      SortSpace sorting,
      Function<String, List<List<Matcher>>> selectors,
      Calls calls) {
    this.view = view;
    this.sorting = sorting;
    this.selectors = selectors;
    this.calls = calls;
  }

  List<ServerServiceDefinition> definitions() {
    return List.of(
        new ExemplarsGrpc.ExemplarsImplBase() {
          @Override
          public void exemplars(
              ExemplarsRequest request, StreamObserver<ExemplarsResponse> observer) {
            FactServices.this.exemplars(request, observer);
          }
        }.bindService(),
        new MetadataGrpc.MetadataImplBase() {
          @Override
          public void metricMetadata(
              MetricMetadataRequest request, StreamObserver<MetricMetadataResponse> observer) {
            metadata(request, observer);
          }
        }.bindService(),
        new RulesGrpc.RulesImplBase() {
          @Override
          public void rules(RulesRequest request, StreamObserver<RulesResponse> observer) {
            FactServices.this.rules(request, observer);
          }
        }.bindService(),
        new TargetsGrpc.TargetsImplBase() {
          @Override
          public void targets(TargetsRequest request, StreamObserver<TargetsResponse> observer) {
            FactServices.this.targets(request, observer);
          }
        }.bindService(),
        new StatusGrpc.StatusImplBase() {
          @Override
          public void tSDBStatistics(
              TSDBStatisticsRequest request, StreamObserver<TSDBStatisticsResponse> observer) {
            statistics(request, observer);
          }
        }.bindService());
  }

  /** Gathers facts and sends them, the warnings last. */
  private <T, A> void gather(
      PartialResponseStrategy strategy,
      ReadyFrames<A> frames,
      Function<FleetFacts, Gathered<T>> question,
      Consumer<T> send,
      Function<String, A> warning) {
    boolean partial = FleetAnswers.isPartial(false, strategy);
    FleetQuery query = view.defaults().get().withoutDedup();
    try {
      Gathered<T> gathered =
          question.apply(
              new FleetFacts(view::visible, partial ? query : query.strict(), view.totals()));
      send.accept(gathered.value());
      FleetAnswers.warnings(gathered.outcome()).forEach(text -> frames.send(warning.apply(text)));
    } catch (UnavailableException e) {
      throw FleetAnswers.refused(partial, e);
    }
  }

  private void exemplars(ExemplarsRequest request, StreamObserver<ExemplarsResponse> observer) {
    calls.stream(
        observer,
        (context, frames) -> {
          List<List<Matcher>> selected =
              selectors.apply(request.getQuery()).stream().map(view::narrowed).toList();
          if (request.getStart() <= request.getEnd()) {
            gather(
                request.getPartialResponseStrategy(),
                frames,
                facts ->
                    facts.exemplars(
                        selected, new TimeRange(request.getStart(), request.getEnd()), context),
                found ->
                    found.forEach(
                        data -> frames.send(ExemplarsResponse.newBuilder().setData(data).build())),
                text -> ExemplarsResponse.newBuilder().setWarning(text).build());
          }
        });
  }

  private void metadata(
      MetricMetadataRequest request, StreamObserver<MetricMetadataResponse> observer) {
    calls.stream(
        observer,
        (context, frames) ->
            gather(
                request.getPartialResponseStrategy(),
                frames,
                facts -> metadata(facts, request, context),
                found -> {
                  MetricMetadata.Builder all = MetricMetadata.newBuilder();
                  found.forEach((metric, metas) ->
                      all.putMetadata(
                          metric, MetricMetadataEntry.newBuilder().addAllMetas(metas).build()));
                  frames.send(MetricMetadataResponse.newBuilder().setMetadata(all).build());
                },
                text -> MetricMetadataResponse.newBuilder().setWarning(text).build()));
  }

  /** Servers do not know whose metadata they have: it goes by whose series there are. */
  private Gathered<SortedMap<String, List<Meta>>> metadata(
      FleetFacts facts, MetricMetadataRequest request, QueryContext context) {
    List<Matcher> must = view.must().get();
    if (must.isEmpty()) {
      return facts.metadata(request.getMetric(), request.getLimit(), context);
    }
    FleetSource source =
        new FleetSource(view::visible, view.defaults().get(), sorting, view.totals());
    return new SeenMetrics(source.labelValues("__name__", must, TimeRange.ALL, 0, context).values())
        .of(facts.metadata(request.getMetric(), -1, context), request.getLimit());
  }

  private void rules(RulesRequest request, StreamObserver<RulesResponse> observer) {
    calls.stream(
        observer,
        (context, frames) -> {
          RuleQuestion question =
              new RuleQuestion(
                  request.getType(),
                  request.getMatcherStringList().stream()
                      .flatMap(text -> selectors.apply(text).stream())
                      .toList(),
                  view.must().get(),
                  Set.copyOf(request.getRuleNameList()),
                  Set.copyOf(request.getRuleGroupList()),
                  Set.copyOf(request.getFileList()));
          gather(
              request.getPartialResponseStrategy(),
              frames,
              facts -> facts.rules(question, context),
              found ->
                  found.forEach(
                      group -> frames.send(RulesResponse.newBuilder().setGroup(group).build())),
              text -> RulesResponse.newBuilder().setWarning(text).build());
        });
  }

  private void targets(TargetsRequest request, StreamObserver<TargetsResponse> observer) {
    calls.stream(
        observer,
        (context, frames) ->
            gather(
                request.getPartialResponseStrategy(),
                frames,
                facts -> facts.targets(request.getState(), view.must().get(), context),
                found -> frames.send(TargetsResponse.newBuilder().setTargets(found).build()),
                text -> TargetsResponse.newBuilder().setWarning(text).build()));
  }

  private void statistics(
      TSDBStatisticsRequest request, StreamObserver<TSDBStatisticsResponse> observer) {
    calls.stream(
        observer,
        (context, frames) ->
            gather(
                request.getPartialResponseStrategy(),
                frames,
                facts ->
                    facts.statistics(
                        Math.max(0, request.getLimit()),
                        view.narrowed(RequestMatchers.of(request.getMatchersList())),
                        context),
                found ->
                    frames.send(
                        TSDBStatisticsResponse.newBuilder()
                            .setStatistics(TSDBStatistics.newBuilder().putAllStatistics(found))
                            .build()),
                text -> TSDBStatisticsResponse.newBuilder().setWarning(text).build()));
  }
}
