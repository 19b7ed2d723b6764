package io.meridian.storeapi.proxy;

import io.grpc.ServerServiceDefinition;
import io.meridian.model.Matcher;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.serve.Calls;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Makes the gRPC services of a querier, for a server of the caller's: Store, Info, Exemplars,
 * Metadata, Rules, Targets and Status over all servers that there are. Who answers whole queries
 * has a service of his own for that.
 *
 * <p>Calls end as those of {@link io.meridian.storeapi.serve.StoreServer} do; what a store lacks is
 * a warning, or ABORTED where the caller wants nothing to be missing.
 */
public final class FleetServer {
  private final CallView view;
  private final ServeOptions options;
  private final Calls calls;

  /**
   * What makes services.
   *
   * @param view what a call asks, and what it may see
   * @param threads take a task for each call, which may wait long: virtual threads
   */
  public FleetServer(CallView view, ServeOptions options, Executor threads) {
    this.view = view;
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
    services.add(new StoreService(new FleetAnswers(view, sorting), calls).definition());
    services.add(new FleetInfoService(view, queries, calls).bindService());
    services.addAll(new FactServices(view, sorting, selectors, calls).definitions());
    return services;
  }
}
