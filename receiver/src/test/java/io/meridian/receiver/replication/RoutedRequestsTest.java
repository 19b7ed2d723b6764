package io.meridian.receiver.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.meridian.config.ConfigFile;
import io.meridian.model.Labels;
import io.meridian.receiver.relabel.RelabelledTarget;
import io.meridian.receiver.relabel.SeriesRules;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.relabel.Relabelling;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.RemoteWrite2Decoder;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What real senders sent, relabelled and routed to three receivers over real gRPC: each has, bit by
 * bit, what one has that took it as it came.
 */
@Timeout(120)
final class RoutedRequestsTest {
  private static final int MOST = 64 << 20;
  private static final String TENANT = "team";
  private static final WriteOrigin ORIGIN = new WriteOrigin(TENANT, "agent", 0);
  private static final String LABEL = "passed_through";
  private static final int COPIES = 3;

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private SampleStore store(String name, long now) {
    SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder.resolve(name),
            StoreOptions.of(Labels.of("receive_replica", name)),
            () -> Instant.ofEpochMilli(now),
            new SplittableRandom(1));
    open.add(store);
    return store;
  }

  private static WriteTarget keeping(SampleStore store) {
    return (origin, batch, limits) -> store.append(origin.tenant(), origin.sender(), batch, limits);
  }

  /** A receiver's address. */
  private String serve(SampleStore store) {
    RpcServer server =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(new WriteableStore(keeping(store), _ -> Fleet.LIMITS).definition())
            .start();
    open.add(server);
    return InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.port();
  }

  private RingTarget router(List<String> ring) {
    RingTarget router =
        new RingTarget(
            (_, _, _) -> {
              throw new IllegalStateException("nothing is kept here");
            },
            Optional.empty(),
            false,
            Disk.local(),
            folder.resolve("spool"),
            address -> RpcChannel.to(address).open(),
            new ReplicationOptions(
                Duration.ofSeconds(60), 16, 16 << 20, 1 << 30, Duration.ofMillis(50)));
    open.add(router);
    router.reload(Fleet.rings(COPIES, ring));
    return router;
  }

  private static WriteTarget relabelled(WriteTarget target) {
    ConfigFile rules =
        ConfigFile.of("rules", "- {target_label: " + LABEL + ", replacement: \"yes\"}");
    return new RelabelledTarget(
        new SeriesRules(Relabelling.read(rules), Optional.empty()),
        new RelabelledTarget.Tenants(_ -> {}, _ -> Fleet.LIMITS),
        target,
        1 << 20,
        1);
  }

  private static List<Path> bodies(Path wire) throws IOException {
    try (var files = Files.list(wire)) {
      return files.filter(file -> file.toString().endsWith(".body")).sorted().toList();
    }
  }

  private static WriteBatch batch(Path file, boolean symbols) throws IOException {
    byte[] compressed = Files.readAllBytes(file);
    SnappyDecompressor snappy = SnappyDecompressor.create();
    byte[] body = new byte[snappy.getUncompressedLength(compressed, 0)];
    snappy.decompress(compressed, 0, compressed.length, body, 0, body.length);
    if (!symbols) {
      return Fleet.batch(body);
    }
    WriteBatch batch = new WriteBatch();
    new RemoteWrite2Decoder().decode(body, 0, body.length, MOST, batch);
    return batch;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus-3.14-rw1",
        "prometheus-3.14-rw1-custom-buckets",
        "prometheus-3.14-rw2-custom-buckets",
        "prometheus-3.14-rw2-start-timestamps",
        "prometheus-3.9-rw2-metadata"
      })
  void arriveWholeOnEachReceiver(String sender) throws Exception {
    Path wire = Golden.assumePresent("golden/wire/" + sender);
    byte[] first = Files.readAllBytes(wire.resolve("001.json"));
    long now = JsonMapper.shared().readTree(first).get("at_ms").asLong() + 600_000;
    List<SampleStore> ring = List.of(store("r0", now), store("r1", now), store("r2", now));
    RingTarget router = router(ring.stream().map(this::serve).toList());
    WriteTarget routed = relabelled(router);
    SampleStore direct = store("direct", now);

    for (Path body : bodies(wire)) {
      WriteBatch batch = batch(body, sender.contains("-rw2"));
      direct.append(TENANT, ORIGIN.sender(), batch, Fleet.LIMITS);
      routed.write(ORIGIN, batch, Fleet.LIMITS);
      while (router.peers().stream().anyMatch(peer -> peer.inFlight() + peer.queued() > 0)) {
        Thread.onSpinWait(); // the third copy, so that exemplars come in their order
      }
    }

    for (SampleStore receiver : ring) {
      assertThat(StoredText.of(receiver.source(TENANT).orElseThrow(), LABEL))
          .isEqualTo(StoredText.of(direct.source(TENANT).orElseThrow(), LABEL))
          .isNotEmpty();
    }
  }
}
