package io.meridian.storegateway;

import io.grpc.ServerServiceDefinition;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.bucket.Bucket;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.process.RpcPart;
import io.meridian.service.telemetry.BucketMetrics;
import io.meridian.service.trace.Tracing;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.StoreServer;
import io.meridian.storegateway.cache.CachedReads;
import io.meridian.storegateway.catalog.BlockCatalog;
import io.meridian.storegateway.catalog.LabelAnswers;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * A gateway's parts, and how they hang together:
 *
 * <pre>
 *   RpcPart → StoreServer → BlockCatalog (groups of blocks) → CachedReads → Bucket
 *                 └ CallTurns        └ BlockDiscovery, HeaderStore → data folder
 *   BlocksPage ───────────────────────┘
 * </pre>
 */
public final class StoreGateway {
  private static final int MOST_WAITING = 1_000;

  private final CachedReads reads;
  private final BlockCatalog catalog;
  private final RpcPart port;
  private final ByteBudget memory =
      new ByteBudget("store calls", Runtime.getRuntime().maxMemory() / 2, MOST_WAITING);

  /** What a gateway shares with the rest of its process. */
  public record Surroundings(
      PrometheusRegistry registry, BucketMetrics buckets, Readiness readiness, Tracing tracing) {}

  /**
   * A gateway that does nothing yet.
   *
   * @param bucket which belongs to it from now on
   * @param rules which blocks are wanted; asked before each look at the bucket
   */
  public StoreGateway(
      StoreGatewayConfig config,
      Bucket bucket,
      Function<Instant, DiscoveryRules> rules,
      Surroundings with) {
    this(config, bucket, rules, with, InstantSource.system());
  }

  /** One whose blocks go by a clock. */
  StoreGateway(
      StoreGatewayConfig config,
      Bucket bucket,
      Function<Instant, DiscoveryRules> rules,
      Surroundings with,
      InstantSource clock) {
    Path scratch = folder(config.folder().resolve("scratch"));
    reads = new CachedReads(bucket, config.caches(), config.folder());
    catalog =
        new BlockCatalog(
            new BlockCatalog.Plan(
                config.folder(),
                config.look(),
                config.idle(),
                rules,
                new LabelAnswers(config.caches().sizes().labels())),
            reads.listed(),
            reads.read(),
            reads.gauge(),
            with.readiness(),
            clock);
    CallTurns turns = new CallTurns(config.concurrency());
    ServeOptions options =
        ServeOptions.in(scratch).forBlocks(config.limits(), turns, () -> new SharedMemory(memory));
    port = new RpcPart(config.grpc(), threads -> services(options, threads), with.tracing());
    with.buckets().add("store-gateway", reads.listed());
    GatewayMetrics.register(with.registry(), catalog, reads, turns);
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("making " + folder, e);
    }
  }

  private List<ServerServiceDefinition> services(ServeOptions options, ExecutorService threads) {
    return new StoreServer("store", options, threads).stored(catalog::stores);
  }

  /** The parts, to be started in this order and to be stopped in the other one. */
  public List<Part> parts() {
    return List.of(new OpenBucket(), catalog, port);
  }

  /** What the HTTP port has. */
  public List<Route> routes() {
    return List.of(Route.get("/api/v1/blocks", new BlocksPage(catalog)));
  }

  /** What calls may hold, all together: half of the heap. */
  public ByteBudget memory() {
    return memory;
  }

  BlockCatalog catalog() {
    return catalog;
  }

  /** Where queriers of this process ask. */
  public String grpcAddress() {
    return port.address();
  }

  /** The port on which queriers ask. */
  public int grpcPort() {
    return port.port();
  }

  /** The bucket is closed when all else has ended. */
  private final class OpenBucket implements Part {
    @Override
    public String name() {
      return "bucket";
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
      reads.close();
    }
  }
}
