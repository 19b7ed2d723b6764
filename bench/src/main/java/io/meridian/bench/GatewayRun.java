package io.meridian.bench;

import io.meridian.blocks.DiscoveryRules;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.process.ServicePort;
import io.meridian.service.telemetry.BucketMetrics;
import io.meridian.service.trace.Tracing;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.StoreGateway;
import io.meridian.storegateway.StoreGatewayConfig;
import io.meridian.storegateway.cache.CacheSizes;
import io.meridian.storegateway.cache.Caches;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * A store gateway in this process: {@code gateway start [blocks] [latency in ms] [folder]} until it
 * is ready, {@code gateway serve <bucket> <latency in ms> <folder>} for {@link DashboardRun}.
 */
final class GatewayRun {
  private final TimedBucket timed;
  private final StoreGateway gateway;
  private final List<Part> parts;

  private GatewayRun(Bucket bucket, Path folder) throws IOException, InterruptedException {
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
            Caches.ofOwn(CacheSizes.usual(Runtime.getRuntime().maxMemory(), Long.MAX_VALUE)),
            CallLimits.NONE,
            20);
    gateway =
        new StoreGateway(
            config,
            timed,
            _ -> DiscoveryRules.ALL,
            new StoreGateway.Surroundings(
                registry, BucketMetrics.in(registry), new Readiness(), Tracing.NONE));
    parts = gateway.parts();
    for (Part part : parts) {
      part.start();
    }
  }

  static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
    String what = args.length > 0 ? args[0] : "";
    switch (what) {
      case "start" -> start(number(args, 1, 1_000), number(args, 2, 30), args);
      case "serve" -> serve(Path.of(args[1]), number(args, 2, 30), Path.of(args[3]));
      case "dashboards" -> DashboardRun.main(Arrays.copyOfRange(args, 1, args.length));
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

  /**
   * Serves a folder's blocks until the process is ended; tells what was read when asked to, and
   * begins anew with nothing in memory and an empty folder, as new as its process is not.
   */
  private static void serve(Path objects, int latency, Path folder)
      throws IOException, InterruptedException {
    GatewayRun run = serve(objects, latency, folder, 0);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int begun = 1;
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      if (line.equals("anew")) {
        run.close();
        run = serve(objects, latency, folder, begun++);
      } else {
        System.out.println("read " + run.timed.count() + " " + run.timed.bytes());
        run.timed.reset();
      }
    }
    System.exit(0);
  }

  private static GatewayRun serve(Path objects, int latency, Path folder, int begun)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve(Integer.toString(begun)));
    GatewayRun run = new GatewayRun(far(FilesystemBucket.open(objects), latency), own);
    System.out.println("port " + run.gateway.grpcPort());
    return run;
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
