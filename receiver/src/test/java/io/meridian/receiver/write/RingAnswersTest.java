package io.meridian.receiver.write;

import static io.meridian.receiver.write.Endpoint.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cluster.ring.RingAlgorithm;
import io.meridian.cluster.ring.RingFile;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.config.ConfigFile;
import io.meridian.model.Labels;
import io.meridian.receiver.replication.ReplicationOptions;
import io.meridian.receiver.replication.RingTarget;
import io.meridian.receiver.replication.WriteableStore;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.http.Response;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a receiver answers whose samples belong to others, too, some of which are not there. */
@Timeout(300)
final class RingAnswersTest {
  private static final String SELF = "self:1";
  private static final int LARGEST = 32 << 20;

  /** Ports that nobody listens on. */
  private static final List<String> NOBODY = List.of("127.0.0.1:1", "127.0.0.1:2");

  private static final ReplicationOptions PATIENT =
      new ReplicationOptions(Duration.ofSeconds(20), 16, 16 << 20, 1 << 30, Duration.ofMillis(50));

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  private final WriteCounters counters = new WriteCounters();
  private final WriteLimits limits = new WriteLimits(LimitsConfig.NONE, LARGEST);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private WriteTarget store(String name) {
    SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder.resolve(name),
            StoreOptions.of(Labels.of("receive_replica", name)),
            () -> Instant.ofEpochMilli(NOW),
            new SplittableRandom(1));
    open.add(store);
    return (origin, batch, allowed) ->
        store.append(origin.tenant(), origin.sender(), batch, allowed);
  }

  /** Another receiver's address. */
  private String peer(String name) {
    RpcServer server =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(new WriteableStore(store(name), limits::seriesOf).definition())
            .start();
    open.add(server);
    return InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.port();
  }

  /** A ring of one tenant. */
  private static TenantRings ring(String tenant, int copies, List<String> endpoints) {
    String file =
        "[{tenants: [%s], endpoints: ['%s']}]".formatted(tenant, String.join("', '", endpoints));
    return new RingFile(RingAlgorithm.KETAMA, copies).read(ConfigFile.of("rings", file));
  }

  private RingTarget target(boolean bothOfTwo, TenantRings rings) {
    RingTarget target =
        new RingTarget(
            store("self"),
            Optional.of(SELF),
            bothOfTwo,
            Disk.local(),
            folder.resolve("spool"),
            address -> RpcChannel.to(address).connectTimeout(Duration.ofSeconds(1)).open(),
            PATIENT);
    open.add(target);
    target.reload(rings);
    return target;
  }

  private RemoteWrite door(WriteTarget target) {
    return new RemoteWrite(
        "THANOS-REPLICA",
        request -> request.headers().first("THANOS-TENANT").orElse("team"),
        limits,
        new TenantBound(10, List::of),
        target,
        counters,
        32 << 20,
        LARGEST,
        System::nanoTime);
  }

  /** Good samples of several series, and one that nobody takes. */
  private static Sent partlyBad() {
    Sent sent = new Sent();
    for (int series = 0; series < 9; series++) {
      sent.series("__name__", "up", "series", "" + series).sample(NOW, series);
    }
    return sent.series("__name__", "old").sample(0, 1);
  }

  private void isRefused(Response answer, String said) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers().first("Retry-After")).contains("5");
    assertThat(Endpoint.written(answer)).isEqualTo("0 0 0");
    assertThat(Endpoint.text(answer)).startsWith(said).endsWith("\n");
    assertThat(counters.answers()).isEqualTo(Map.of(503, 1L));
    assertThat(counters.tenants()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void refusesWhatIsInvalidOnceTheRestIsSafe(Way way) {
    List<String> ring = List.of(SELF, peer("r1"), peer("r2"));
    RemoteWrite door = door(target(false, ring("team", 3, ring)));

    Response answer = Endpoint.send(door, way.body(partlyBad()), way.headers());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers().first("Retry-After")).isEmpty();
    assertThat(Endpoint.written(answer)).isEqualTo("9 0 0");
    assertThat(Endpoint.text(answer))
        .isEqualTo(
            "1 of 10 samples refused, the others are stored. The first: old at"
                + " 1970-01-01T00:00:00Z: too old. All: 1 too old.\n");
    assertThat(counters.answers()).isEqualTo(Map.of(400, 1L));
    assertThat(counters.tenants())
        .containsExactly(
            new TenantWrites("team", 1, 9, 0, 0, 0, Map.of(SampleOutcome.TOO_OLD, 1L)));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void hasARequestComeAgainWithoutItsQuorumThoughAPartOfItIsInvalid(Way way) {
    RemoteWrite door =
        door(target(false, ring("team", 3, List.of(SELF, NOBODY.get(0), NOBODY.get(1)))));

    isRefused(
        Endpoint.send(door, way.body(partlyBad()), way.headers()), "not enough copies are kept: ");
  }

  @Test
  void refusesAMillionLabelsWithoutSortingThem() {
    String[] labels = new String[2_000_000];
    Arrays.setAll(labels, i -> i % 2 == 0 ? "n" + (9_000_000 - i) : "v");
    byte[] body = Way.VMAGENT.body(new Sent().series(labels).sample(NOW, 1));
    RemoteWrite door = door(target(false, ring("team", 2, List.of(SELF, peer("r1")))));

    Response answer = Endpoint.send(door, body, Way.VMAGENT.headers());

    assertThat(answer.status()).as(Endpoint.text(answer)).isEqualTo(400);
    assertThat(Endpoint.text(answer))
        .endsWith("All: 1 of a new series with too many labels.\n")
        .hasSizeLessThan(2000);
  }

  @Test
  void wantsOneCopyOfTwo() {
    List<String> ring = List.of(SELF, NOBODY.getFirst());
    byte[] body = Way.FIRST.body(new Sent().series("a", "b").sample(NOW, 1));

    Response one = Endpoint.send(door(target(false, ring("team", 2, ring))), body);

    assertThat(one.status()).isEqualTo(204);
    assertThat(Endpoint.written(one)).isEqualTo("1 0 0");
  }

  @Test
  void wantsBothCopiesOfTwoWhereItIsToldTo() {
    List<String> ring = List.of(SELF, NOBODY.getFirst());
    byte[] body = Way.FIRST.body(new Sent().series("a", "b").sample(NOW, 1));

    isRefused(
        Endpoint.send(door(target(true, ring("team", 2, ring))), body),
        "not enough copies are kept: ");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void hasATenantOfNoRingComeAgainUntilOneTakesIt(Way way) {
    RingTarget target = target(false, ring("team", 1, List.of(SELF)));
    RemoteWrite door = door(target);
    byte[] body = way.body(new Sent().series("a", "b").sample(NOW, 1));
    String[] headers = way.headers("THANOS-TENANT", "stranger");

    isRefused(
        Endpoint.send(door, body, headers),
        "no hashring takes the tenant \"stranger\"; add it to the file of hashrings");
    target.reload(ring("stranger", 1, List.of(SELF)));

    assertThat(Endpoint.send(door, body, headers).status()).isEqualTo(204);
  }

  @Test
  void keepsHereWhatIsACopyAlreadyUnlessThereAreNotSoMany() {
    List<String> ring = List.of(SELF, NOBODY.get(0), NOBODY.get(1));
    RemoteWrite door = door(target(false, ring("team", 3, ring)));
    byte[] body = Way.FIRST.body(new Sent().series("a", "b").sample(NOW, 1));

    for (String copy : List.of("1", "3")) {
      assertThat(Endpoint.send(door, body, "THANOS-REPLICA", copy).status()).isEqualTo(204);
    }
    Response fourth = Endpoint.send(door, body, "THANOS-REPLICA", "4");

    assertThat(fourth.status()).isEqualTo(400);
    assertThat(Endpoint.text(fourth))
        .isEqualTo(
            "replica 4 of a ring that keeps 3 copies; give all its members one replication"
                + " factor\n");
  }
}
