package io.meridian.querier;

import io.grpc.ServerServiceDefinition;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.querier.api.ApiRoutes;
import io.meridian.querier.api.QueryService;
import io.meridian.querier.api.Tenancy;
import io.meridian.querier.page.PageRoutes;
import io.meridian.querier.run.QueryLimits;
import io.meridian.querier.run.QueryRunner;
import io.meridian.service.api.Selectors;
import io.meridian.service.flag.FlagValues;
import io.meridian.service.flag.SettingsText;
import io.meridian.service.grpc.TenantMetadata;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.RpcPart;
import io.meridian.service.process.RpcPlace;
import io.meridian.service.tenant.TenantResolver;
import io.meridian.service.tls.ClientTls;
import io.meridian.service.trace.Tracing;
import io.meridian.storeapi.dial.AddressSource;
import io.meridian.storeapi.dial.Endpoints;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.dial.StoreTotals;
import io.meridian.storeapi.proxy.CallView;
import io.meridian.storeapi.proxy.FleetServer;
import io.meridian.storeapi.serve.Calls;
import io.meridian.storeapi.serve.ServeOptions;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A querier's parts, and how they hang together:
 *
 * <pre>
 *   HTTP → ApiRoutes → QueryRunner (turns, time, memory) → Engine → FleetSource
 *             │                                             │          ↓
 *             │                              Processors ←───┘      Endpoints → stores
 *             └→ the stores' state ─────────────────────────────────────┤
 *   gRPC → FleetServer (StoreAPI and its sisters over all stores) ──────┘
 * </pre>
 */
public final class Querier {
  private final Endpoints endpoints;
  private final QueryRunner runner;
  private final FleetQuery served;
  private final ApiRoutes.Ground ground;
  private final List<Route> routes;

  /**
   * A querier that does nothing yet.
   *
   * @param others where addresses of stores come from beside the settings
   * @param tls how stores are spoken to; in the clear if empty
   */
  public Querier(
      QuerierSettings settings,
      List<AddressSource> others,
      Optional<ClientTls> tls,
      PrometheusRegistry registry) {
    InstantSource clock = InstantSource.system();
    int threads = Runtime.getRuntime().availableProcessors();
    endpoints =
        new Endpoints(
            new EndpointSources(
                settings.fleet(), new StoreDialler(tls, settings.fleet().requests()), others),
            clock,
            Endpoints.Timing.DEFAULT);
    runner = new QueryRunner(limits(settings.query()), registry);
    SortSpace sorting = SortSpace.in(scratch());
    StoreTotals totals = new StoreTotals();
    new StoreMetrics(registry, endpoints::states, totals::figures);
    served = settings.query().defaults().fleet();
    ground =
        new ApiRoutes.Ground(
            settings.web().root(),
            !settings.web().disableCors(),
            settings.query().defaults(),
            new Tenancy(
                new TenantResolver(settings.tenant().found())::tenant,
                settings.tenant().enforcedLabel()),
            engine(settings.query(), threads),
            runner,
            runner.helpers(),
            query -> new FleetSource(endpoints::usable, query, sorting, totals),
            endpoints::usable,
            endpoints::states,
            totals,
            () -> FlagValues.of(settings),
            () -> SettingsText.of(settings),
            clock);
    List<Route> all = new ArrayList<>(PageRoutes.below(settings.web().root()));
    all.addAll(ApiRoutes.over(ground));
    routes = List.copyOf(all);
  }

  private static EngineOptions engine(QuerySettings settings, int threads) {
    EngineOptions usual = EngineOptions.DEFAULT;
    return new EngineOptions(
        SyntaxOptions.ALL,
        settings.lookback(),
        settings.subqueryStep(),
        usual.delayedNameRemoval(),
        usual.startTimestamps(),
        usual.typeAndUnitLabels(),
        threads,
        usual.traps());
  }

  /** All queries together may hold three eighths of the heap, one of them all of that. */
  private static QueryLimits limits(QuerySettings settings) {
    long together = Runtime.getRuntime().maxMemory() / 8 * 3;
    long each = settings.maxBytes() == 0 ? together : Math.min(settings.maxBytes(), together);
    return new QueryLimits(
        settings.maxConcurrent(),
        settings.maxWaiting(),
        settings.timeout(),
        each,
        together,
        settings.slow());
  }

  /** What is answered over HTTP. */
  public List<Route> routes() {
    return routes;
  }

  /**
   * A gRPC port that serves the series of all stores, what else they tell, and answers to whole
   * queries, so that queriers can stand on each other. Where tenancy is enforced a call sees what
   * the tenant has that its metadata name; a call of Info that names none is told of all.
   *
   * @param tracing is told of the calls
   */
  public RpcPart serving(RpcPlace port, Tracing tracing) {
    return new RpcPart(port, this::services, tracing);
  }

  private List<ServerServiceDefinition> services(ExecutorService threads) {
    ServeOptions options = ServeOptions.in(scratch());
    CallView view =
        new CallView(
            endpoints::usable,
            () -> served.withTenant(TenantMetadata.current()),
            () -> ground.tenancy().must(TenantMetadata.current()),
            () -> TenantMetadata.named().map(ground.tenancy()::must).orElse(List.of()),
            ground.totals());
    FleetServer fleet = new FleetServer(view, options, threads);
    List<ServerServiceDefinition> services = new ArrayList<>(fleet.services(Selectors::of, true));
    services.add(new QueryService(ground, new Calls(options, threads)).bindService());
    return services;
  }

  private static Path scratch() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** The parts, to be started in this order and to be stopped in the other one. */
  public List<Part> parts() {
    return List.of(new Workers(), new EndpointsPart(endpoints));
  }

  /** The threads that queries run on. */
  private final class Workers implements Part {
    @Override
    public String name() {
      return "query threads";
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
      runner.close();
    }
  }
}
