package io.meridian.storegateway;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.process.ServicePort;
import io.meridian.service.telemetry.BucketMetrics;
import io.meridian.service.trace.Tracing;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.cache.CacheSizes;
import io.meridian.storegateway.cache.Caches;
import io.meridian.storegateway.catalog.LabelAnswers;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway on loopback, and stubs of generated code to ask it with. */
final class RunningGateway implements AutoCloseable {
  /** Asks for all series at all times. */
  static final SeriesRequest EVERYTHING =
      SeriesRequest.newBuilder()
          .setMaxTime(Long.MAX_VALUE)
          .addMatchers(
              LabelMatcher.newBuilder()
                  .setType(LabelMatcher.Type.NEQ)
                  .setName("__name__")
                  .setValue(""))
          .build();

  static final CacheSizes SMALL = new CacheSizes(4 << 20, 4 << 20, 8 << 20);

  private final Readiness readiness = new Readiness();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final StoreGateway gateway;
  private final List<Part> parts;
  private final ManagedChannel channel;

  RunningGateway(Bucket bucket, Path folder, CallLimits limits)
      throws IOException, InterruptedException {
    this(bucket, folder, limits, DiscoveryRules.ALL);
  }

  RunningGateway(Bucket bucket, Path folder, CallLimits limits, DiscoveryRules rules)
      throws IOException, InterruptedException {
    this(bucket, folder, limits, rules, Caches.ofOwn(SMALL));
  }

  RunningGateway(Bucket bucket, Path folder, CallLimits limits, Caches caches)
      throws IOException, InterruptedException {
    this(bucket, folder, limits, DiscoveryRules.ALL, caches);
  }

  /** One whose blocks go by a clock. */
  RunningGateway(Bucket bucket, Path folder, InstantSource clock)
      throws IOException, InterruptedException {
    this(bucket, folder, CallLimits.NONE, DiscoveryRules.ALL, Caches.ofOwn(SMALL), clock);
  }

  private RunningGateway(
      Bucket bucket, Path folder, CallLimits limits, DiscoveryRules rules, Caches caches)
      throws IOException, InterruptedException {
    this(bucket, folder, limits, rules, caches, InstantSource.system());
  }

  private RunningGateway(
      Bucket bucket,
      Path folder,
      CallLimits limits,
      DiscoveryRules rules,
      Caches caches,
      InstantSource clock)
      throws IOException, InterruptedException {
    StoreGatewayConfig config =
        new StoreGatewayConfig(
            new ServicePort(new ListenAddress("127.0.0.1", 0), Optional.empty()),
            new ObjectStoreConfig.Folder(folder, ""),
            folder,
            Duration.ofMinutes(15),
            Duration.ofMinutes(5),
            caches,
            limits,
            4);
    gateway =
        new StoreGateway(
            config,
            bucket,
            _ -> rules,
            new StoreGateway.Surroundings(
                registry, BucketMetrics.in(registry), readiness, Tracing.NONE),
            clock);
    parts = gateway.parts();
    for (Part part : parts) {
      part.start();
    }
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.grpcPort()))
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  StoreGrpc.StoreBlockingStub store() {
    return StoreGrpc.newBlockingStub(channel);
  }

  /** All that it has. */
  GivenAnswer everything() {
    return GivenAnswer.of(store().series(EVERYTHING));
  }

  Channel channel() {
    return channel;
  }

  InfoGrpc.InfoBlockingStub info() {
    return InfoGrpc.newBlockingStub(channel);
  }

  /** The value of a metric, of all its labels together. */
  double metric(String name) {
    double sum = 0;
    for (MetricSnapshot metric : registry.scrape(name::equals)) {
      for (DataPointSnapshot point : metric.getDataPoints()) {
        sum +=
            point instanceof CounterSnapshot.CounterDataPointSnapshot counter
                ? counter.getValue()
                : ((GaugeSnapshot.GaugeDataPointSnapshot) point).getValue();
      }
    }
    return sum;
  }

  /** What is in the way of being ready. */
  Map<String, String> obstacles() {
    return readiness.obstacles();
  }

  /** Looks at the bucket once more. */
  void look() {
    gateway.catalog().look();
  }

  /** Closes the blocks that nobody has needed for five minutes. */
  void closeIdle() {
    gateway.catalog().closeIdle();
  }

  /** What blocks said about labels. */
  LabelAnswers labelAnswers() {
    return gateway.catalog().answers();
  }

  /** The page of blocks. */
  String page() {
    return new String(BlocksPage.json(gateway.catalog()), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    try {
      for (Part part : parts.reversed()) {
        part.drain(Duration.ofSeconds(1));
      }
      for (Part part : parts.reversed()) {
        part.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("a part was not stopped");
    }
  }
}
