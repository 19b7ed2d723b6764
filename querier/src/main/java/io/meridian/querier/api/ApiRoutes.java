package io.meridian.querier.api;

import io.meridian.promql.exec.EngineOptions;
import io.meridian.querier.read.RemoteRead;
import io.meridian.querier.run.QueryRunner;
import io.meridian.service.http.Method;
import io.meridian.service.http.Request;
import io.meridian.service.http.Route;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.StoreTotals;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The paths of Prometheus' HTTP API, each with what answers it:
 *
 * <pre>
 *   ApiHandler (parameters, envelope, errors, headers)
 *     └→ QueryEndpoint, SeriesEndpoint, LabelEndpoints → QueryRunner (turn, time, memory)
 *     │                                                    └→ Queries → Engine → FleetSource
 *     └→ Facts (exemplars, metadata, rules, alerts, targets, heads) → QueryRunner → FleetFacts
 *     └→ SyntaxEndpoints, StoresEndpoint, StatusEndpoints
 * </pre>
 */
public final class ApiRoutes {
  private static final String PREFIX = "/api/v1/";

  /** What Go's servers read of a form. */
  private static final long LARGEST_FORM = 10 << 20;

  private final String root;
  private final boolean crossOrigin;
  private final List<Route> routes = new ArrayList<>();

  /**
   * What the API stands on.
   *
   * @param root of all paths, empty or beginning with a slash
   * @param crossOrigin whether pages from elsewhere may ask
   * @param helpers threads that take a part of a query's work
   * @param fleet all stores as one source
   * @param endpoints servers that can be asked at the moment
   * @param stores the state of each
   * @param totals count what answers of stores cost and what is wrong with them
   * @param flags that the process runs with
   * @param configuration that the process runs with, as YAML
   */
  public record Ground(
      String root,
      boolean crossOrigin,
      QueryDefaults defaults,
      Tenancy tenancy,
      EngineOptions engine,
      QueryRunner runner,
      Executor helpers,
      Function<FleetQuery, FleetSource> fleet,
      Supplier<List<Endpoint>> endpoints,
      Supplier<List<Endpoint.State>> stores,
      StoreTotals totals,
      Supplier<Map<String, String>> flags,
      Supplier<String> configuration,
      InstantSource clock) {}

  private ApiRoutes(Ground on) {
    root = on.root();
    crossOrigin = on.crossOrigin();
  }

  /** The routes. */
  public static List<Route> over(Ground on) {
    ApiRoutes api = new ApiRoutes(on);
    api.addQueries(on);
    api.addStatus(on);
    return List.copyOf(api.routes);
  }

  private void addQueries(Ground on) {
    Tenancy tenancy = on.tenancy();
    QueryRunner runner = on.runner();
    Queries queries = new Queries(on.engine(), on.helpers(), on.fleet());
    FleetParameters parameters = new FleetParameters(on.defaults().fleet(), on.stores(), tenancy);
    QuestionReader reader = new QuestionReader(on.defaults(), parameters, on.clock());
    LabelEndpoints labels =
        new LabelEndpoints(
            parameters, tenancy, runner, on.fleet()::apply, on.defaults().labelRange(), on.clock());
    SyntaxEndpoints syntax = new SyntaxEndpoints(queries, tenancy);
    both("query", new QueryEndpoint("query", reader::instant, tenancy, queries, runner));
    both("query_range", new QueryEndpoint("query_range", reader::range, tenancy, queries, runner));
    both("query_explain", syntax.explain(reader::instant));
    both("query_range_explain", syntax.explain(reader::range));
    both("format_query", syntax::format);
    both("parse_query", syntax::parse);
    Facts facts = new Facts(on.endpoints(), parameters, tenancy, runner, on.totals());
    both("query_exemplars", new ExemplarsEndpoint(facts, queries));
    get(
        "metadata",
        new MetadataEndpoint(facts, request -> on.fleet().apply(parameters.of(request))));
    RuleEndpoints rules = new RuleEndpoints(facts);
    get("rules", rules::rules);
    get("alerts", rules::alerts);
    get("targets", new TargetsEndpoint(facts));
    get("status/tsdb", new HeadsEndpoint(facts));
    addRemoteRead(on);
    both("series", new SeriesEndpoint(labels, parameters, tenancy, runner, on.fleet()::apply));
    both("labels", labels::names);
    get("label/{name}/values", labels::values);
  }

  private void addRemoteRead(Ground on) {
    FleetQuery whole = on.defaults().fleet().strict();
    RemoteRead read =
        new RemoteRead(
            on.tenancy()::tenant,
            on.tenancy()::restricted,
            on.runner(),
            request -> on.fleet().apply(whole.withTenant(on.tenancy().tenant(request))));
    routes.add(
        Route.post(root + PREFIX + "read", read)
            .withMaxBody(RemoteRead.LARGEST_REQUEST)
            .named("read"));
  }

  private void addStatus(Ground on) {
    StatusEndpoints status =
        new StatusEndpoints(on.flags(), on.configuration(), on.runner(), on.tenancy());
    get("stores", new StoresEndpoint(on.stores(), on.tenancy()));
    get("status/buildinfo", _ -> BuildInfo.answer());
    get("status/runtimeinfo", status::runtime);
    get("status/flags", status::flags);
    get("status/config", status::config);
    get("status/queries", status::queries);
  }

  private void get(String path, ApiEndpoint endpoint) {
    ApiHandler handler = new ApiHandler(endpoint, crossOrigin);
    routes.add(Route.get(root + PREFIX + path, handler).named(path));
    if (crossOrigin) {
      routes.add(
          new Route(
              path,
              Method.OPTIONS,
              root + PREFIX + path,
              0,
              Route.Lane.WORK,
              (Request _) -> ApiHandler.preflight()));
    }
  }

  private void both(String path, ApiEndpoint endpoint) {
    get(path, endpoint);
    ApiHandler handler = new ApiHandler(endpoint, crossOrigin);
    routes.add(Route.post(root + PREFIX + path, handler).withMaxBody(LARGEST_FORM).named(path));
  }
}
