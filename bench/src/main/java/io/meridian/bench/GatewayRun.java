package io.meridian.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.promql.Engine;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.process.ServicePort;
import io.meridian.service.telemetry.BucketMetrics;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.dial.StoreRange;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.StoreGateway;
import io.meridian.storegateway.StoreGatewayConfig;
import io.meridian.storegateway.cache.CacheSizes;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A store gateway in this process: {@code gateway start [blocks] [latency in ms] [folder]} until it
 * is ready, and {@code gateway dashboards [series] [days] [latency in ms]} under twenty queries,
 * which go over gRPC and join two replicas.
 */
final class GatewayRun {
  private static final List<String> PANELS =
      List.of(
          "sum by (job) (rate(requests_0_total[5m]))",
          "sum(rate(requests_1_total{namespace=~\"team-1.*\"}[5m]))",
          "topk(5, sum by (namespace) (increase(requests_2_total[10m])))",
          "max by (job) (requests_3_total{job=~\"job-[0-9]\"})",
          "count(requests_4_total)");

  private static final List<Duration> RANGES =
      List.of(Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1), Duration.ofDays(7));

  private static final int POINTS = 120;

  private final Path scratch;
  private final TimedBucket timed;
  private final StoreGateway gateway;
  private final List<Part> parts;

  private GatewayRun(Bucket bucket, Path folder) throws IOException, InterruptedException {
    scratch = Files.createDirectories(folder.resolve("sorting"));
    timed = new TimedBucket(bucket);
    PrometheusRegistry registry = new PrometheusRegistry();
    StoreGatewayConfig config =
        new StoreGatewayConfig(
            new ServicePort(
                new ListenAddress(InetAddress.getLoopbackAddress().getHostAddress(), 0),
                Optional.empty()),
            new ObjectStoreConfig.Folder(folder, ""),
            folder,
            Duration.ofMinutes(15),
            Duration.ofMinutes(5),
            CacheSizes.ofHeap(Runtime.getRuntime().maxMemory()),
            CallLimits.NONE,
            20);
    gateway =
        new StoreGateway(
            config,
            timed,
            _ -> DiscoveryRules.ALL,
            new StoreGateway.Surroundings(registry, BucketMetrics.in(registry), new Readiness()));
    parts = gateway.parts();
    for (Part part : parts) {
      part.start();
    }
  }

  static void main(String[] args) throws IOException, InterruptedException {
    String what = args.length > 0 ? args[0] : "";
    switch (what) {
      case "start" -> start(number(args, 1, 1_000), number(args, 2, 30), args);
      case "dashboards" ->
          dashboards(number(args, 1, 10_000), number(args, 2, 7), number(args, 3, 30));
      default -> throw new IllegalArgumentException("gateway start or gateway dashboards?");
    }
  }

  private static int number(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }

  private static FaultyBucket far(Bucket bucket, int latency) {
    return new FaultyBucket(
        bucket, Faults.none(1).withLatency(Duration.ofMillis(latency), Duration.ZERO));
  }

  private static void start(int blocks, int latency, String[] args)
      throws IOException, InterruptedException {
    Path folder = args.length > 3 ? Path.of(args[3]) : Files.createTempDirectory("gateway-start");
    GatewayRun run = new GatewayRun(far(new SyntheticBucket(blocks), latency), folder);
    long since = ManagementFactory.getRuntimeMXBean().getStartTime();
    long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
    System.out.printf(
        "%,d blocks at %d ms: ready %,d ms after the process began, %,d CPU ms%n",
        blocks, latency, System.currentTimeMillis() - since, cpu);
    System.gc();
    System.out.printf("resident while idle: %,d MiB%n", resident() >> 20);
    run.close();
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
        .findFirst()
        .orElse(0);
  }

  private static void dashboards(int series, int days, int latency)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gateway-dashboards");
    try {
      Path objects = Files.createDirectories(folder.resolve("bucket"));
      int blocks = DashboardBucket.write(objects, series, days);
      System.out.printf("2 replicas x %,d series x %d days in %d blocks%n", series, days, blocks);
      FaultyBucket far = far(FilesystemBucket.open(objects), latency);
      GatewayRun run = new GatewayRun(far, folder.resolve("data"));
      for (String round : List.of("cold", "warm", "warm", "warm")) {
        run.ask(round);
      }
      System.out.printf("resident: %,d MiB%n", resident() >> 20);
      run.close();
    } finally {
      BlockWriteRun.delete(folder);
    }
  }

  private void ask(String round) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.grpcPort()))
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    Endpoint store =
        new Endpoint(
            "store",
            new EndpointInfo(
                "store",
                List.of(),
                Optional.of(new StoreRange(TimeRange.ALL, true, true)),
                Set.of()),
            channel);
    timed.reset();
    CpuClock clock = new CpuClock();
    List<Double> times = new ArrayList<>();
    for (Duration range : RANGES) {
      for (String panel : PANELS) {
        CpuClock each = new CpuClock();
        ask(panel, range, store);
        times.add(each.wallSeconds());
      }
    }
    Collections.sort(times);
    System.out.printf(
        "%s: %.2f CPU s with the querier, %,d reads, %,d KiB; median %.0f, p90 %.0f, slowest %.0f ms%n",
        round,
        clock.cpuSeconds(),
        timed.count(),
        timed.bytes() >> 10,
        times.get(times.size() / 2) * 1e3,
        times.get(times.size() * 9 / 10) * 1e3,
        times.getLast() * 1e3);
    channel.shutdownNow();
  }

  private void ask(String panel, Duration range, Endpoint store) {
    long step = Math.max(30_000, range.toMillis() / POINTS);
    QueryTimes times =
        new QueryTimes(DashboardBucket.END - range.toMillis(), DashboardBucket.END - step, step);
    Engine engine =
        new Engine(EngineOptions.DEFAULT, new Functions(), new BinaryOperators(), Runnable::run);
    FleetSource source =
        new FleetSource(
            () -> List.of(store),
            FleetQuery.withReplicaLabels(List.of("replica")),
            SortSpace.in(scratch));
    engine.range(engine.parse(panel), times, source, QueryContext.unlimited());
  }

  private void close() throws IOException, InterruptedException {
    for (Part part : parts.reversed()) {
      part.drain(Duration.ofSeconds(1));
    }
    for (Part part : parts.reversed()) {
      part.stop();
    }
  }
}
