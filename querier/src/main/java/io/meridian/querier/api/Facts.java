package io.meridian.querier.api;

import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.querier.run.QueryJob;
import io.meridian.querier.run.QueryRunner;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.StoreTotals;
import io.meridian.storeapi.gather.FleetFacts;
import io.meridian.storeapi.gather.Gathered;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks the fleet for what it tells beside series, in turn as queries are. */
final class Facts {
  private final Supplier<List<Endpoint>> endpoints;
  private final FleetParameters parameters;
  private final Tenancy tenancy;
  private final QueryRunner runner;
  private final StoreTotals totals;

  Facts(
      Supplier<List<Endpoint>> endpoints,
      FleetParameters parameters,
      Tenancy tenancy,
      QueryRunner runner,
      StoreTotals totals) {
    this.endpoints = endpoints;
    this.parameters = parameters;
    this.tenancy = tenancy;
    this.runner = runner;
    this.totals = totals;
  }

  /** A question that can be asked of the fleet. */
  @FunctionalInterface
  interface FactQuestion<T> extends BiFunction<FleetFacts, QueryContext, Gathered<T>> {}

  /**
   * Asks, and makes an answer of what comes.
   *
   * @param kind what metrics call it
   */
  <T> ApiReply answer(
      String kind, ApiRequest request, FactQuestion<T> question, Function<T, ApiData> data)
      throws InterruptedException {
    String tenant = tenancy.tenant(request.raw());
    FleetQuery query = parameters.of(request);
    QueryJob job =
        new QueryJob(kind, tenant, request.query(), QuestionReader.timeout(request), request.raw());
    return runner.run(
        job,
        run -> {
          FleetFacts facts = new FleetFacts(() -> visible(request), query, totals);
          Gathered<T> gathered = question.apply(facts, run.context());
          return reply(data.apply(gathered.value()), gathered.outcome());
        });
  }

  private static ApiReply reply(ApiData data, Outcome outcome) {
    return ApiReply.of(data).withWarnings(Warnings.texts(outcome));
  }

  /** Servers that may have something of what the sender may see. */
  private List<Endpoint> visible(ApiRequest request) {
    List<Matcher> must = must(request);
    return endpoints.get().stream().filter(of -> of.info().mayMatch(must)).toList();
  }

  /** What all that the sender may see satisfies. */
  List<Matcher> must(ApiRequest request) {
    return tenancy.restriction(request.raw()).stream().toList();
  }

  /** Whose request it is, and what he may see. */
  Tenancy tenancy() {
    return tenancy;
  }
}
