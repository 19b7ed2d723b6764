package io.meridian.storeapi.serve;

import io.grpc.ServerServiceDefinition;
import io.meridian.model.Matcher;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes gRPC services of stores, for a server of the caller's.
 *
 * <pre>
 *   StoreServer serving = new StoreServer("receive", ServeOptions.in(scratch), virtualThreads);
 *   serving.live(() -&gt; tenants(), Selectors::parse).forEach(server::addService);
 * </pre>
 *
 * <p>Calls run on the threads given, from their first message to the end of their answer, and wait
 * there for their reader. A call ends with INVALID_ARGUMENT for what cannot be understood,
 * RESOURCE_EXHAUSTED at a limit, ABORTED where a part is missing that must not be, UNAVAILABLE,
 * DEADLINE_EXCEEDED, CANCELLED, and INTERNAL for a fault of ours.
 */
public final class StoreServer {
  private final String component;
  private final ServeOptions options;
  private final Calls calls;

  /**
   * What makes services.
   *
   * @param component what Info says this is: {@code receive}, {@code store}, …
   * @param threads take a task for each call, which may wait long: virtual threads
   */
  public StoreServer(String component, ServeOptions options, Executor threads) {
    this.component = component;
    this.options = options;
    this.calls = new Calls(options, threads);
  }

  /**
   * Store and Info.
   *
   * @param stores what is served at the moment; asked with each call
   */
  public List<ServerServiceDefinition> stored(Supplier<List<SeriesStore>> stores) {
    return List.of(
        new StoreService(new LocalAnswers(stores, options), calls).definition(),
        new InfoService(component, false, stores, calls).bindService());
  }

  /**
   * Store and Info, and Exemplars, Metadata and Status beside them.
   *
   * @param stores what is served at the moment; asked with each call
   * @param selectors the matchers of each selector in a PromQL expression; throws {@link
   *     io.meridian.model.InvalidRequestException} if the text is none
   */
  public List<ServerServiceDefinition> live(
      Supplier<List<LiveStore>> stores, Function<String, List<List<Matcher>>> selectors) {
    Supplier<List<SeriesStore>> series = () -> List.copyOf(stores.get());
    return List.of(
        new StoreService(new LocalAnswers(series, options), calls).definition(),
        new InfoService(component, true, series, calls).bindService(),
        new ExemplarService(stores, selectors, calls).bindService(),
        new MetadataService(stores, calls).bindService(),
        new StatisticsService(stores, calls).bindService());
  }
}
