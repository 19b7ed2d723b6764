package io.meridian.storeapi.gather;

import io.meridian.api.thanos.ExemplarData;
import io.meridian.api.thanos.ExemplarsGrpc;
import io.meridian.api.thanos.ExemplarsRequest;
import io.meridian.api.thanos.ExemplarsResponse;
import io.meridian.api.thanos.Meta;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.RuleGroup;
import io.meridian.api.thanos.RulesGrpc;
import io.meridian.api.thanos.RulesRequest;
import io.meridian.api.thanos.RulesResponse;
import io.meridian.api.thanos.StatusGrpc;
import io.meridian.api.thanos.TSDBStatisticsEntry;
import io.meridian.api.thanos.TSDBStatisticsRequest;
import io.meridian.api.thanos.TSDBStatisticsResponse;
import io.meridian.api.thanos.TargetDiscovery;
import io.meridian.api.thanos.TargetsGrpc;
import io.meridian.api.thanos.TargetsRequest;
import io.meridian.api.thanos.TargetsResponse;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.EndpointInfo.Api;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.Round;
import io.meridian.storeapi.dial.StoreTotals;
import io.meridian.storeapi.wire.RequestMatchers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * What servers tell beside series. Who announces to know is asked, all at once, each within the
 * time that a store has; answers become one, without replica labels where the query joins replicas.
 * A server that fails is a warning of the outcome, or the end of the query where nothing may be
 * missing.
 *
 * <p>Every method throws {@link io.meridian.model.UnavailableException} if something is missing
 * that may not be, {@link io.meridian.model.LimitExceededException} if answers are more than the
 * query may hold, and what {@link QueryContext#check} throws once the query is over.
 */
public final class FleetFacts {
  private final Supplier<List<Endpoint>> endpoints;
  private final FleetQuery query;
  private final StoreTotals totals;

  /**
   * Facts for one question, or several that want the same.
   *
   * @param endpoints who can be asked at the moment
   * @param totals count what is wrong with answers
   */
  public FleetFacts(Supplier<List<Endpoint>> endpoints, FleetQuery query, StoreTotals totals) {
    this.endpoints = endpoints;
    this.query = query;
    this.totals = totals;
  }

  private List<Endpoint> serving(Api api) {
    return endpoints.get().stream().filter(of -> of.info().apis().contains(api)).toList();
  }

  private PartialResponseStrategy strategy() {
    return query.partial() ? PartialResponseStrategy.WARN : PartialResponseStrategy.ABORT;
  }

  /**
   * Exemplars of the series that match one of the selectors, in label order, of each series in
   * order of time.
   */
  public Gathered<List<ExemplarData>> exemplars(
      List<List<Matcher>> selectors, TimeRange range, QueryContext context) {
    Round round = new Round(query, range, context, totals);
    ExemplarUnion union = new ExemplarUnion(selectors, query.removed());
    List<Endpoint> asked =
        serving(Api.EXEMPLARS).stream()
            .filter(of -> exemplarQuery(of.info(), selectors).isPresent())
            .toList();
    round.ask(
        asked,
        call -> {
          ExemplarsRequest request =
              ExemplarsRequest.newBuilder()
                  .setQuery(exemplarQuery(call.server().info(), selectors).orElseThrow())
                  .setStart(range.min())
                  .setEnd(range.max())
                  .setPartialResponseStrategy(strategy())
                  .build();
          call.stream(ExemplarsGrpc.getExemplarsMethod(), request)
              .forEachRemaining(answer -> take(answer, call, union));
        });
    return new Gathered<>(union.list(), round.outcome());
  }

  private static void take(ExemplarsResponse answer, Round.Call call, ExemplarUnion union) {
    if (answer.hasWarning()) {
      call.warn(answer.getWarning());
    } else {
      synchronized (union) {
        union.add(answer.getData());
      }
    }
  }

  /**
   * What of the selectors may have an answer at a server, as a PromQL expression. Queriers want
   * matchers of external labels to choose by; others do not know these labels.
   */
  private static Optional<String> exemplarQuery(EndpointInfo info, List<List<Matcher>> selectors) {
    boolean all = info.component().equals("query");
    List<String> parts = new ArrayList<>();
    for (List<Matcher> selector : selectors) {
      if (info.mayMatch(List.copyOf(selector))) {
        List<String> left =
            selector.stream()
                .filter(matcher -> all || !isExternal(info, matcher))
                .map(Matcher::toString)
                .toList();
        parts.add(left.isEmpty() ? "{__name__=~\".+\"}" : "{" + String.join(", ", left) + "}");
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" + ", parts));
  }

  private static boolean isExternal(EndpointInfo info, Matcher matcher) {
    return info.labelSets().stream().anyMatch(set -> set.get(matcher.name()).isPresent());
  }

  /**
   * Type, help and unit of metrics, by the names of their families; what servers say differently
   * stands side by side.
   *
   * @param metric the only one wanted; empty for all
   * @param limit at most so many metrics; negative for no limit
   */
  public Gathered<SortedMap<String, List<Meta>>> metadata(
      String metric, int limit, QueryContext context) {
    Round round = new Round(query, TimeRange.ALL, context, totals);
    MetadataUnion union = new MetadataUnion();
    round.ask(
        limit == 0 ? List.of() : serving(Api.METADATA),
        call -> union.ask(call, metric, limit, strategy()));
    return new Gathered<>(union.metrics(limit), round.outcome());
  }

  /** Groups of rules in order of file and name, with the states of their alerts. */
  public Gathered<List<RuleGroup>> rules(RuleQuestion question, QueryContext context) {
    Round round = new Round(query, TimeRange.ALL, context, totals);
    RuleUnion union = new RuleUnion(question, query.removed());
    RulesRequest request =
        RulesRequest.newBuilder()
            .setType(question.type())
            .setPartialResponseStrategy(strategy())
            .addAllRuleName(question.names())
            .addAllRuleGroup(question.groups())
            .addAllFile(question.files())
            .build();
    round.ask(
        serving(Api.RULES),
        call ->
            call.stream(RulesGrpc.getRulesMethod(), request)
                .forEachRemaining(answer -> take(answer, call, union)));
    return new Gathered<>(union.groups(), round.outcome());
  }

  private static void take(RulesResponse answer, Round.Call call, RuleUnion union) {
    if (answer.hasWarning()) {
      call.warn(answer.getWarning());
    } else {
      synchronized (union) {
        union.add(answer.getGroup());
      }
    }
  }

  /**
   * Scrape targets.
   *
   * @param must what the labels of every target must satisfy
   */
  public Gathered<TargetDiscovery> targets(
      TargetsRequest.State state, List<Matcher> must, QueryContext context) {
    Round round = new Round(query, TimeRange.ALL, context, totals);
    TargetUnion union = new TargetUnion(must, query.removed());
    TargetsRequest request =
        TargetsRequest.newBuilder().setState(state).setPartialResponseStrategy(strategy()).build();
    round.ask(
        serving(Api.TARGETS),
        call ->
            call.stream(TargetsGrpc.getTargetsMethod(), request)
                .forEachRemaining(answer -> take(answer, call, union)));
    return new Gathered<>(union.targets(), round.outcome());
  }

  private static void take(TargetsResponse answer, Round.Call call, TargetUnion union) {
    if (answer.hasWarning()) {
      call.warn(answer.getWarning());
    } else {
      synchronized (union) {
        union.add(answer.getTargets());
      }
    }
  }

  /**
   * Statistics of heads, by tenant.
   *
   * @param limit how long each list may be; 0 for no limit
   * @param matchers what external labels of heads must satisfy
   */
  public Gathered<SortedMap<String, TSDBStatisticsEntry>> statistics(
      int limit, List<Matcher> matchers, QueryContext context) {
    Round round = new Round(query, TimeRange.ALL, context, totals);
    StatisticUnion union = new StatisticUnion(limit);
    TSDBStatisticsRequest request =
        TSDBStatisticsRequest.newBuilder()
            .setLimit(limit)
            .setPartialResponseStrategy(strategy())
            .addAllMatchers(RequestMatchers.write(matchers))
            .build();
    List<Endpoint> asked =
        serving(Api.STATISTICS).stream().filter(of -> of.info().mayMatch(matchers)).toList();
    round.ask(
        asked,
        call ->
            call.stream(StatusGrpc.getTSDBStatisticsMethod(), request)
                .forEachRemaining(answer -> take(answer, call, union)));
    return new Gathered<>(union.byTenant(), round.outcome());
  }

  private static void take(TSDBStatisticsResponse answer, Round.Call call, StatisticUnion union) {
    if (answer.hasWarning()) {
      call.warn(answer.getWarning());
    } else {
      synchronized (union) {
        union.add(answer.getStatistics().getStatisticsMap());
      }
    }
  }
}
