package io.meridian.receiver;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.receiver.keep.Housekeeping;
import io.meridian.receiver.keep.Housekeeping.Plan;
import io.meridian.receiver.keep.OpenedStore;
import io.meridian.receiver.relabel.RelabelledTarget;
import io.meridian.receiver.relabel.SeriesRules;
import io.meridian.receiver.replication.WriteableStore;
import io.meridian.receiver.serve.StoreServing;
import io.meridian.receiver.status.PeerMetrics;
import io.meridian.receiver.status.ReceiverMetrics;
import io.meridian.receiver.status.SeriesStatus;
import io.meridian.receiver.status.SourcesStatus;
import io.meridian.receiver.write.LimitsConfig;
import io.meridian.receiver.write.OtlpDoor;
import io.meridian.receiver.write.RemoteWrite;
import io.meridian.receiver.write.TenantBound;
import io.meridian.receiver.write.WriteCounters;
import io.meridian.receiver.write.WriteLimits;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.Handler;
import io.meridian.service.http.HttpLimits;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.Request;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.ServicePort;
import io.meridian.service.telemetry.BucketMetrics;
import io.meridian.service.trace.Tracing;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import io.meridian.tsdb.wal.LogOptions;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A receiver's parts, and how they hang together:
 *
 * <pre>
 *   HttpServer → RemoteWrite → (RelabelledTarget →) WriteTarget → OpenedStore (log, heads, blocks)
 *       │                        │   ↑           ↑
 *       │                        │   └─ RpcServer (WriteableStore) ← other receivers
 *       │                        └─→ RingPart ─→ other receivers
 *       └→ SeriesStatus, SourcesStatus ──────────┤
 *   RpcServer → StoreServing ────────────────────┤
 *                                                └── Housekeeping (cut, ship, delete) → Bucket
 * </pre>
 */
public final class Receiver {
  private static final Duration ROUND = Duration.ofSeconds(15);
  private static final int MOST_WAITING = 1000;

  /**
   * So many parts of the heap make one for requests as they come, and one for decompressed ones.
   */
  private static final int REQUESTS_SHARE = 8;

  /** So many parts of the heap make one for what is known of relabelled series. */
  private static final int CACHE_SHARE = 8;

  private final WriteLimits limits;
  private final OpenedStore store;
  private final Housekeeping housekeeping;
  private final Optional<RingPart> ring;
  private final Optional<RelabelledTarget> relabelled;
  private final StoreServing serving;
  private final ByteBudget requests;
  private final HttpServer server;

  /** What a receiver shares with the rest of its process. */
  public record Surroundings(
      EventLoops loops,
      HttpMetrics http,
      PrometheusRegistry registry,
      BucketMetrics buckets,
      Function<Request, String> tenants,
      List<Route> operations,
      Tracing tracing) {}

  /** A receiver that does nothing yet. */
  public Receiver(ReceiverConfig config, Surroundings with) {
    InstantSource clock = InstantSource.system();
    Disk disk = Disk.local();
    limits = new WriteLimits(config.limits(), config.store().largestRequest());
    store =
        new OpenedStore(
            disk, config.store().folder(), storeOptions(config), clock, new SecureRandom());
    Optional<MeteredBucket> bucket =
        config.bucket().map(ObjectStoreConfig::open).map(MeteredBucket::new);
    bucket.ifPresent(metered -> with.buckets().add("receiver", metered));
    Plan plan = new Plan(ROUND, config.store().retention(), config.store().cutsAtEnd());
    housekeeping = new Housekeeping(store::get, plan, bucket.map(Bucket.class::cast), disk, clock);
    WriteTarget here =
        (origin, batch, allowed) ->
            store.get().append(origin.tenant(), origin.sender(), batch, allowed);
    Path spools = SampleStore.spools(config.store().folder());
    ring = config.ring().map(place -> new RingPart(place, here, disk, spools));
    WriteTarget target = ring.isPresent() ? ring.get() : here;
    serving =
        new StoreServing(
            serving(config),
            store::get,
            new WriteableStore(target, limits::seriesOf).definition(),
            with.tracing());
    WriteCounters counters = new WriteCounters();
    TenantBound bound =
        new TenantBound(
            config.store().mostTenants(),
            () -> store.opened().map(SampleStore::tenants).orElse(List.of()));
    relabelled = config.rules().map(rules -> relabelled(rules, bound, target));
    RemoteWrite write =
        new RemoteWrite(
            config.replicaHeader(),
            with.tenants(),
            limits,
            bound,
            relabelled.<WriteTarget>map(each -> each).orElse(target),
            counters,
            Runtime.getRuntime().maxMemory() / REQUESTS_SHARE,
            config.store().largestRequest(),
            System::nanoTime);
    requests = requests(config);
    server =
        new HttpServer(
            with.loops(), http(config, with.tracing()), routes(config, write, with), with.http());
    ReceiverMetrics.register(
        with.registry(), store::opened, counters, limits, bound, housekeeping.stats());
    relabelled.ifPresent(door -> ReceiverMetrics.registerDropped(with.registry(), door::dropped));
    ring.ifPresent(place -> PeerMetrics.register(with.registry(), place::peers));
  }

  private RelabelledTarget relabelled(SeriesRules rules, TenantBound bound, WriteTarget target) {
    return new RelabelledTarget(
        rules,
        new RelabelledTarget.Tenants(bound::admit, limits::seriesOf),
        target,
        Runtime.getRuntime().maxMemory() / CACHE_SHARE,
        new SecureRandom().nextLong());
  }

  /** The parts, to be started in this order and to be stopped in the other one. */
  public List<Part> parts() {
    return Stream.of(List.of(store, housekeeping), ring.stream().toList(), List.of(serving, server))
        .<Part>flatMap(List::stream)
        .toList();
  }

  /** Writes by other rings from now on, if there are any. */
  public void route(Optional<TenantRings> rings) {
    ring.ifPresent(place -> rings.ifPresent(place::reload));
  }

  /** Relabels by other rules from now on, if by any. */
  public void relabel(Optional<SeriesRules> rules) {
    relabelled.ifPresent(door -> rules.ifPresent(door::replace));
  }

  /** Takes other limits of tenants. */
  public void limit(LimitsConfig config) {
    limits.replace(config);
  }

  /** What requests may hold together, on each port. */
  public List<ByteBudget> memory() {
    return List.of(requests, serving.memory());
  }

  /** The port on which samples come in. */
  public int port() {
    return server.port();
  }

  /** Where queriers of this process ask. */
  public String grpcAddress() {
    return serving.address();
  }

  /** The port on which queriers ask. */
  public int grpcPort() {
    return serving.port();
  }

  private List<Route> routes(ReceiverConfig config, Handler write, Surroundings with) {
    List<Route> routes = new ArrayList<>(with.operations());
    for (String path : List.of("/api/v1/receive", "/api/v1/write", "/api/v1/push")) {
      routes.add(Route.post(path, write).withMaxBody(config.store().largestRequest()));
    }
    OtlpDoor.PATHS.forEach(path -> routes.add(Route.post(path, new OtlpDoor())));
    routes.add(Route.get("/api/v1/status/tsdb", new SeriesStatus(store::get, with.tenants())));
    routes.add(Route.get("/api/v1/status/sources", new SourcesStatus(store::get, with.tenants())));
    return routes;
  }

  private static ByteBudget requests(ReceiverConfig config) {
    long share = Runtime.getRuntime().maxMemory() / REQUESTS_SHARE;
    long largest = config.store().largestRequest();
    long bytes = Math.max(share, largest + largest / 4); // others have room beside the largest one
    return new ByteBudget("remote write requests", bytes, MOST_WAITING);
  }

  private HttpSettings http(ReceiverConfig config, Tracing tracing) {
    ServicePort port = config.remoteWrite();
    return new HttpSettings(
        "remote write", port.address(), HttpLimits.DEFAULT, requests, port.tls(), tracing);
  }

  private static StoreServing.Settings serving(ReceiverConfig config) {
    return new StoreServing.Settings(
        config.grpc(),
        config.external(),
        config.tenantLabel(),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  private static StoreOptions storeOptions(ReceiverConfig config) {
    ReceiverConfig.Store store = config.store();
    HeadOptions defaults = HeadOptions.DEFAULT;
    HeadOptions head =
        new HeadOptions(
            defaults.range(),
            store.ahead(),
            defaults.late(),
            defaults.maxSeries(),
            defaults.labels(),
            store.exemplars(),
            store.blocks());
    return StoreOptions.of(config.external())
        .withTenantLabel(config.tenantLabel())
        .withLog(LogOptions.DEFAULT.withSync(store.sync()))
        .withHead(head)
        .withWindow(store.outOfOrder())
        .withLateLabel(store.labelsLate());
  }
}
