package io.meridian.storeapi.proxy;

import io.grpc.ServerServiceDefinition;
import io.meridian.model.Matcher;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.serve.Calls;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the gRPC services of a querier, for a server of the caller's: Store, Info, Exemplars,
 * Metadata, Rules, Targets and Status over all servers that there are. Who answers whole queries
 * has a service of his own for that.
 *
 * <p>Calls end as those of {@link io.meridian.storeapi.serve.StoreServer} do; what a store lacks is
 * a warning, or ABORTED where the caller wants nothing to be missing.
 */
public final class FleetServer {
  private final Supplier<List<Endpoint>> endpoints;
  private final Supplier<FleetQuery> defaults;
  private final ServeOptions options;
  private final Calls calls;

  /**
   * What makes services.
   *
   * @param endpoints who can be asked at the moment: {@link
   *     io.meridian.storeapi.dial.Endpoints#usable}
   * @param defaults how stores are asked but for what requests say; called on the thread of a call,
   *     so that it can name the caller's tenant
   * @param threads take a task for each call, which may wait long: virtual threads
   */
  public FleetServer(
      Supplier<List<Endpoint>> endpoints,
      Supplier<FleetQuery> defaults,
      ServeOptions options,
      Executor threads) {
    this.endpoints = endpoints;
    this.defaults = defaults;
    this.options = options;
    this.calls = new Calls(options, threads);
  }

  /**
   * The services.
   *
   * @param selectors the matchers of each selector in a PromQL expression; throws {@link
   *     io.meridian.model.InvalidRequestException} if the text is none
   * @param queries whether Info announces that whole queries are answered, too
   */
  public List<ServerServiceDefinition> services(
      Function<String, List<List<Matcher>>> selectors, boolean queries) {
    SortSpace sorting = new SortSpace(options.sortBytes(), options.scratch());
    List<ServerServiceDefinition> services = new ArrayList<>();
    services.add(
        new StoreService(new FleetAnswers(endpoints, defaults, sorting), calls).definition());
    services.add(new FleetInfoService(endpoints, queries, calls).bindService());
    services.addAll(new FactServices(endpoints, defaults, selectors, calls).definitions());
    return services;
  }
}
