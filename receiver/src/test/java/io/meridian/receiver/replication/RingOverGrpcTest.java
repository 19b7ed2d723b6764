package io.meridian.receiver.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.TimeSeriesTenantTuple;
import io.meridian.api.thanos.WriteRequest;
import io.meridian.api.thanos.WriteResponse;
import io.meridian.api.thanos.WriteableStoreGrpc;
import io.meridian.cluster.ring.RingAlgorithm;
import io.meridian.cluster.ring.RingFile;
import io.meridian.config.ConfigFile;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import io.meridian.receiver.message.Bytes;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.service.grpc.Compression;
import io.meridian.service.grpc.RawMethod;
import io.meridian.service.grpc.RawService;
import io.meridian.service.grpc.RpcCall;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.grpc.WireMessage;
import io.meridian.service.trace.Span;
import io.meridian.service.trace.Tracing;
import io.meridian.service.trace.TracingConfig;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Receivers on loopback that speak real gRPC, and peers that are no receivers at all. */
@Timeout(60)
final class RingOverGrpcTest {
  private static final MethodDescriptor<WireMessage, WireMessage> REMOTE_WRITE =
      RawMethod.of(WriteableStoreGrpc.getRemoteWriteMethod());
  private static final Duration LONG = Duration.ofSeconds(20);

  /** So long a wait for a peer would be seen at once. */
  private static final ReplicationOptions PATIENT =
      new ReplicationOptions(LONG, 16, 16 << 20, 1 << 30, Duration.ofMillis(50));

  private static final ReplicationOptions ONE_AT_A_TIME =
      new ReplicationOptions(LONG, 1, 16 << 20, 1 << 30, Duration.ofMillis(50));

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

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static String address(int port) {
    return InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
  }

  /** A receiver that keeps what it gets; its address. */
  private String serve(WriteTarget target, int port) {
    return serve(target, port, Tracing.NONE);
  }

  private String serve(WriteTarget target, int port, Tracing tracing) {
    RpcServer server =
        RpcServer.at(loopback(port))
            .tracing(tracing)
            .service(new WriteableStore(target, _ -> Fleet.LIMITS).definition())
            .start();
    open.add(server);
    return address(server.port());
  }

  /** A place where connections are taken and nothing is ever said. */
  private ServerSocket silence() throws IOException {
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(silent);
    return silent;
  }

  private static RpcChannel dial(String address) {
    return RpcChannel.to(address)
        .compression(Compression.SNAPPY)
        .connectTimeout(Duration.ofSeconds(1))
        .open();
  }

  private RingTarget target(
      WriteTarget here, String own, ReplicationOptions options, int copies, List<String> ring) {
    RingTarget target =
        new RingTarget(
            here,
            Optional.of(own),
            false,
            Disk.local(),
            folder.resolve("spool"),
            RingOverGrpcTest::dial,
            options);
    open.add(target);
    target.reload(Fleet.rings(copies, ring));
    return target;
  }

  private static WriteReport write(RingTarget target, TimeSeries... series)
      throws InterruptedException {
    WriteBatch batch = Fleet.batch(List.of(series));
    return target.write(new WriteOrigin("team-a", "test", 0), batch, Fleet.LIMITS);
  }

  private static TimeSeries[] series(int count, long time) {
    TimeSeries[] series = new TimeSeries[count];
    for (int i = 0; i < count; i++) {
      series[i] = Fleet.series(time, "__name__=m", "series=" + i);
    }
    return series;
  }

  private static void awaitSamples(KeptSeries kept, int count) {
    while (kept.samples().size() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void keepsThreeCopiesAndSaysWhatWasRefused() throws Exception {
    KeptSeries own = new KeptSeries();
    KeptSeries second = new KeptSeries();
    KeptSeries third = new KeptSeries();
    RingTarget target =
        target(own, "self:1", PATIENT, 3, List.of("self:1", serve(second, 0), serve(third, 0)));

    assertThat(write(target, series(50, 1)))
        .isEqualTo(new WriteReport(50, 50, 0, 0, 0, Map.of(), Optional.empty()));
    WriteReport report = write(target, Fleet.series(2, "a=refused"), Fleet.series(2, "a=b"));

    assertThat(report.stored()).isEqualTo(1);
    assertThat(report.refusals()).isEqualTo(Map.of(SampleOutcome.TOO_OLD, 1));
    awaitSamples(second, 51);
    awaitSamples(third, 51);
    assertThat(second.samples()).isEqualTo(own.samples()).isEqualTo(third.samples());
  }

  @Test
  void bringsTheTraceOfARequestToEveryPeerAlsoOfSlicesThatWaited() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    try (Tracing tracing = nobodyListens()) {
      Set<String> seen = ConcurrentHashMap.newKeySet();
      List<String> ring = new ArrayList<>(List.of("self:1"));
      for (int peer = 1; peer <= 2; peer++) {
        ring.add(serve(telling("peer " + peer, seen), 0, tracing));
      }
      RingTarget target = target(new KeptSeries(), "self:1", ONE_AT_A_TIME, 3, ring);
      String caller = "00-" + trace + "-00f067aa0ba902b7-01";
      Span request =
          tracing.serve(
              "POST /api/v1/receive",
              name -> Optional.of(caller).filter(_ -> name.equals("traceparent")));

      try (var _ = request.enter()) {
        for (int time = 1; time <= 5; time++) {
          write(target, series(50, time));
        }
      }
      request.end();

      while (!seen.containsAll(Set.of("peer 1", "peer 2"))) {
        Thread.onSpinWait();
      }
      write(target, series(50, 6));
      while (!seen.containsAll(Set.of("peer 1 without a trace", "peer 2 without a trace"))) {
        Thread.onSpinWait();
      }
      assertThat(seen)
          .containsExactlyInAnyOrder(
              "peer 1", "peer 2", "peer 1 without a trace", "peer 2 without a trace");
    }
  }

  /** Traces that are sent to a port where nobody is. */
  private static Tracing nobodyListens() {
    String yaml =
        "{type: OTLP, config: {client_type: http, insecure: true, endpoint: '127.0.0.1:1'}}";
    return Tracing.of(
        TracingConfig.read(ConfigFile.of("--tracing.config", yaml)).value(),
        "receiver",
        new PrometheusRegistry());
  }

  /** Keeps what comes, and says that it was asked for the trace of the test, or for another. */
  private static WriteTarget telling(String name, Set<String> seen) {
    KeptSeries kept = new KeptSeries();
    return (origin, batch, limits) -> {
      if (batch.size() > 0) {
        String trace = Span.current().traceId().orElse("");
        seen.add(name + (trace.startsWith("4bf92f35") ? "" : " without a trace"));
      }
      return kept.write(origin, batch, limits);
    };
  }

  @Test
  void writesATenantToItsShardOfTheRing() throws Exception {
    List<KeptSeries> receivers = Stream.generate(KeptSeries::new).limit(6).toList();
    String endpoints =
        receivers.stream()
            .map(each -> '"' + serve(each, 0) + '"')
            .collect(Collectors.joining(", ", "[", "]"));
    RingTarget target = target(new KeptSeries(), "none:1", PATIENT, 1, List.of("replaced:1"));
    target.reload(
        new RingFile(RingAlgorithm.KETAMA, 2)
            .read(
                ConfigFile.of(
                    "rings",
                    "[{endpoints: " + endpoints + ", shuffle_sharding_config: {shard_size: 2}}]")));

    assertThat(write(target, series(50, 1)).stored()).isEqualTo(50);

    while (receivers.stream().mapToInt(each -> each.samples().size()).sum() < 100) {
      Thread.onSpinWait();
    }
    assertThat(receivers.stream().map(each -> each.samples().size()))
        .containsExactlyInAnyOrder(50, 50, 0, 0, 0, 0);
  }

  @Test
  void passesOnWhatPeersRefuse() throws Exception {
    RingTarget target =
        target(new KeptSeries(), "self:1", PATIENT, 1, List.of(serve(new KeptSeries(), 0)));

    WriteReport report =
        write(
            target,
            Fleet.series(7, "a=refused"),
            Fleet.series(8, "a=refused", "b=ü"),
            Fleet.series(9, "a=b"));

    assertThat(report.samples()).isEqualTo(3);
    assertThat(report.stored()).isEqualTo(1);
    assertThat(report.refusals()).isEqualTo(Map.of(SampleOutcome.TOO_OLD, 2));
    assertThat(report.refused())
        .contains(new WriteReport.Refusal("{a=\"refused\"}", 7, SampleOutcome.TOO_OLD));
  }

  @Test
  void answersWhileASilentPeerMayYetAnswer() throws Exception {
    RingTarget target =
        target(
            new KeptSeries(),
            "self:1",
            PATIENT,
            3,
            List.of("self:1", serve(new KeptSeries(), 0), address(silence().getLocalPort())));

    assertThat(write(target, series(20, 1)).stored()).isEqualTo(20);

    assertThat(target.peers()).extracting(PeerStats::lost).containsOnly(0L);
  }

  @Test
  void doesWithoutAPeerThatTakesConnectionsAndStaysSilent() throws Exception {
    KeptSeries late = new KeptSeries();
    ServerSocket silent = silence();
    int port = silent.getLocalPort();
    RingTarget target =
        target(
            new KeptSeries(),
            "self:1",
            new ReplicationOptions(
                Duration.ofSeconds(3), 16, 16 << 20, 1 << 30, Duration.ofMillis(50)),
            3,
            List.of("self:1", serve(new KeptSeries(), 0), address(port)));
    for (int time = 1; time <= 100; time++) {
      assertThat(write(target, series(20, time)).stored()).isEqualTo(20);
    }
    while (target.peers().stream().noneMatch(PeerStats::away)) {
      Thread.onSpinWait();
    }
    assertThat(write(target, series(20, 101)).stored()).isEqualTo(20);

    silent.close();
    serve(late, port);
    awaitSamples(late, 20 * 101);
    while (target.peers().stream().anyMatch(peer -> peer.away() || peer.spoolBytes() > 0)) {
      Thread.onSpinWait();
    }
    assertThat(target.peers()).extracting(PeerStats::dropped).containsOnly(0L);
    assertThat(write(target, series(20, 102)).stored()).isEqualTo(20);
  }

  @Test
  void refusesInItsTimeWhatOnlyASilentPeerCouldKeep() throws IOException {
    ServerSocket silent = silence();
    RingTarget target =
        target(
            new KeptSeries(),
            "self:1",
            new ReplicationOptions(
                Duration.ofMillis(500), 16, 16 << 20, 1 << 30, Duration.ofMillis(50)),
            1,
            List.of(address(silent.getLocalPort())));
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> write(target, series(5, 1)))
          .withMessageContaining(address(silent.getLocalPort()));
    }
  }

  @Test
  void takesRequestsOfThanosReceiversOfAnyAge() throws Exception {
    KeptSeries kept = new KeptSeries();
    RingTarget target = target(kept, "self:1", PATIENT, 1, List.of("self:1"));
    RpcChannel channel = dial(serve(target, 0));
    open.add(channel);

    WriteRequest old =
        WriteRequest.newBuilder()
            .addTimeseries(Fleet.series(1, "a=old"))
            .setTenant("team-a")
            .setReplica(1)
            .build();
    WriteRequest recent =
        WriteRequest.newBuilder()
            .addTimeseries(Fleet.series(1, "a=ignored"))
            .setTenant("ignored")
            .addTimeseriesTenantData(tuple("team-b", Fleet.series(2, "a=new")))
            .addTimeseriesTenantData(tuple("team-c", Fleet.series(3, "a=new")))
            .build();
    for (WriteRequest request : List.of(old, recent, WriteRequest.getDefaultInstance())) {
      WireMessage answer =
          channel.call(REMOTE_WRITE, "team-a", WireMessage.of(request.toByteArray()), LONG);
      assertThat(Arrays.copyOfRange(answer.bytes(), answer.from(), answer.to()))
          .isEqualTo(new byte[] {(byte) 0x88, (byte) 0xf4, 3, 1}); // field 8001 alone
    }

    assertThat(kept.samples())
        .containsExactlyInAnyOrder(
            "team-a {a=\"old\"} 1", "team-b {a=\"new\"} 2", "team-c {a=\"new\"} 3");
  }

  /** One series of one tenant, in the first copy: a="old" with the value 1 at 1 ms. */
  private static final String OF_OLD_THANOS =
      "0a17 0a08 0a0161 12036f6c64 120b 09000000000000f03f 1001 1206 7465616d2d61 1801";

  /**
   * The series a="new" with the value 2 at 2 ms of another tenant, and nothing else but the copy.
   */
  private static final String OF_NEW_THANOS =
      "1801 2221 0a17 0a08 0a0161 12036e6577 120b 090000000000000040 1002 1206 7465616d2d62";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void takesTheBytesOfThanosReceiversHoweverTheyAreCompressed(Compression compression) {
    KeptSeries kept = new KeptSeries();
    RingTarget target = target(kept, "self:1", PATIENT, 1, List.of("self:1"));
    RpcChannel channel = RpcChannel.to(serve(target, 0)).compression(compression).open();
    open.add(channel);

    for (String request : List.of(OF_OLD_THANOS, OF_NEW_THANOS)) {
      WireMessage answer =
          channel.call(REMOTE_WRITE, "team-a", WireMessage.of(bytes(request)), LONG);
      byte[] answered = Arrays.copyOfRange(answer.bytes(), answer.from(), answer.to());
      assertThat(answered).as("our own field 8001 alone").isEqualTo(bytes("88f4 0301"));
    }

    assertThat(kept.samples())
        .containsExactlyInAnyOrder("team-a {a=\"old\"} 1", "team-b {a=\"new\"} 2");
  }

  /** They say that samples were refused by a code and some words, nothing that could be counted. */
  @Test
  void sendsThanosReceiversTheirBytesAndUnderstandsTheirRefusal() throws Exception {
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    RpcServer thanos =
        RpcServer.at(loopback(0))
            .service(
                RawService.of(WriteableStoreGrpc.getServiceDescriptor())
                    .unary(
                        WriteableStoreGrpc.getRemoteWriteMethod(),
                        (call, request) -> {
                          asked.add(call.tenant() + " " + hex(request));
                          throw Status.ALREADY_EXISTS
                              .withDescription("store locally for endpoint: conflict")
                              .asRuntimeException();
                        })
                    .definition())
            .start();
    open.add(thanos);
    RingTarget target =
        target(new KeptSeries(), "self:1", PATIENT, 1, List.of(address(thanos.port())));

    WriteReport report = write(target, Fleet.series(1, "a=old"));

    assertThat(asked).containsExactly("team-a " + OF_OLD_THANOS.replace(" ", ""));
    assertThat(report.refusals()).isEqualTo(Map.of(SampleOutcome.OTHER_VALUE, 1));
    assertThat(report.stored()).isZero();
    assertThat(report.refused().orElseThrow().series())
        .isEqualTo("store locally for endpoint: conflict");
  }

  private static String hex(WireMessage message) {
    int to = message.from() + message.length();
    return HexFormat.of().formatHex(message.bytes(), message.from(), to);
  }

  private static TimeSeriesTenantTuple tuple(String tenant, TimeSeries series) {
    return TimeSeriesTenantTuple.newBuilder().setTenant(tenant).addTimeseries(series).build();
  }

  @Test
  void onlyRoutesWhereItIsNoEndpoint() throws Exception {
    KeptSeries kept = new KeptSeries();
    KeptSeries here = new KeptSeries();
    here.failWith(new UnavailableException("nothing is kept here"));
    RingTarget target = target(here, "self:1", PATIENT, 1, List.of(serve(kept, 0)));
    WriteBatch metadata = Fleet.batch(new byte[] {0x1a, 3, 0x12, 1, 'm'});

    WriteReport nothing =
        target.write(new WriteOrigin("team-a", "test", 0), metadata, Fleet.LIMITS);
    WriteReport copy =
        target.write(
            new WriteOrigin("team-a", "test", 3),
            Fleet.batch(List.of(Fleet.series(1, "a=b"))),
            Fleet.LIMITS);

    assertThat(nothing.samples()).isZero();
    assertThat(copy.stored()).isEqualTo(1);
    assertThat(kept.samples()).containsExactly("team-a {a=\"b\"} 1");
  }

  @Test
  void takesSeriesThatStandApart() throws Exception {
    KeptSeries kept = new KeptSeries();
    RpcChannel channel = dial(serve(kept, 0));
    open.add(channel);
    byte[] one =
        WriteRequest.newBuilder().addTimeseries(Fleet.series(1, "a=1")).build().toByteArray();
    byte[] two =
        WriteRequest.newBuilder().addTimeseries(Fleet.series(2, "a=2")).build().toByteArray();
    byte[] tenant = WriteRequest.newBuilder().setTenant("t").build().toByteArray();
    Bytes message = new Bytes();
    message.add(one, 0, one.length).add(tenant, 0, tenant.length).add(two, 0, two.length);

    channel.call(REMOTE_WRITE, "t", WireMessage.of(message.array(), 0, message.size()), LONG);

    assertThat(kept.samples()).containsExactlyInAnyOrder("t {a=\"1\"} 1", "t {a=\"2\"} 2");
  }

  /** A peer that says that it keeps any copy, or one of Thanos, which knows nothing of that. */
  private static final class Peer {
    private final List<WriteRequest> taken = new CopyOnWriteArrayList<>();
    private final List<Long> refused = new CopyOnWriteArrayList<>();
    private volatile boolean ours;

    Peer(boolean ours) {
      this.ours = ours;
    }

    WireMessage answer(RpcCall call, WireMessage message) {
      WriteRequest request;
      try {
        request =
            WriteRequest.parseFrom(
                Arrays.copyOfRange(message.bytes(), message.from(), message.to()));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalArgumentException(e);
      }
      if (!ours && request.getReplica() > 3) {
        refused.add(request.getReplica());
        throw new InvalidRequestException("a replica above the replication factor");
      }
      taken.add(request);
      return ours
          ? WireMessage.of(WriteResponse.newBuilder().setKeepsAnyCopy(true).build().toByteArray())
          : WireMessage.EMPTY;
    }

    /** How many samples of a time it took. */
    long samples(long time) {
      return taken.stream()
          .flatMap(each -> each.getTimeseriesList().stream())
          .filter(each -> each.getSamples(0).getTimestamp() == time)
          .count();
    }

    /** As which copies the samples of a time came, in order. */
    List<Long> replicas(long time) {
      return taken.stream()
          .filter(each ->
              each.getTimeseriesList().stream()
                  .anyMatch(one -> one.getSamples(0).getTimestamp() == time))
          .map(WriteRequest::getReplica)
          .sorted()
          .toList();
    }
  }

  private String serve(Peer peer) {
    RpcServer server =
        RpcServer.at(loopback(0))
            .service(
                RawService.of(WriteableStoreGrpc.getServiceDescriptor())
                    .unary(WriteableStoreGrpc.getRemoteWriteMethod(), peer::answer)
                    .definition())
            .start();
    open.add(server);
    return address(server.port());
  }

  /** Writes 50 samples of a time, and waits until peers have them. */
  private static void writeTo(RingTarget target, long time, Peer... peers) throws Exception {
    assertThat(write(target, series(50, time)).stored()).isEqualTo(50);
    for (Peer peer : peers) {
      while (peer.samples(time) < 50) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void asksAPeerOnceARequestThatSaysThatItKeepsAnyCopy() throws Exception {
    Peer ours = new Peer(true);
    Peer thanos = new Peer(false);
    RingTarget target =
        target(
            new KeptSeries(), "self:1", PATIENT, 3, List.of("self:1", serve(ours), serve(thanos)));

    writeTo(target, 1, ours, thanos);
    assertThat(ours.replicas(1)).containsExactly(1L, 2L, 3L);
    long time = 2;
    writeTo(target, time, ours, thanos);
    while (!ours.replicas(time).equals(List.of(65535L))) { // until the first answer has arrived
      writeTo(target, ++time, ours, thanos);
    }

    for (long each = 1; each <= time; each++) {
      assertThat(ours.samples(each)).isEqualTo(50);
      assertThat(thanos.samples(each)).isEqualTo(50);
      assertThat(thanos.replicas(each)).containsExactly(1L, 2L, 3L);
    }
    assertThat(thanos.refused).isEmpty();
  }

  @Test
  void losesNothingOfAPeerWhoseAddressAReceiverOfThanosTakesOver() throws Exception {
    Peer replaced = new Peer(true);
    Peer stays = new Peer(true);
    RingTarget target =
        target(
            new KeptSeries(),
            "self:1",
            PATIENT,
            3,
            List.of("self:1", serve(replaced), serve(stays)));
    long time = 1;
    writeTo(target, time, replaced, stays);
    while (!replaced.replicas(time).equals(List.of(65535L))) {
      writeTo(target, ++time, replaced, stays);
    }

    replaced.ours = false;
    writeTo(target, ++time, replaced, stays);

    assertThat(replaced.refused).isNotEmpty().containsOnly(65535L);
    assertThat(replaced.replicas(time)).containsExactly(0L); // it asks the new one to replicate it
    while (!replaced.replicas(time).equals(List.of(1L, 2L, 3L))) {
      writeTo(target, ++time, replaced, stays);
    }
    assertThat(target.peers()).extracting(PeerStats::dropped).containsOnly(0L);
  }

  @Test
  void takesSeveralCopiesInOneRequestAndKeepsThemHere() throws Exception {
    KeptSeries kept = new KeptSeries();
    RingTarget target = target(kept, "self:1", PATIENT, 1, List.of("self:1", "127.0.0.1:1"));
    RpcChannel channel = dial(serve(target, 0));
    open.add(channel);
    WriteRequest.Builder request = WriteRequest.newBuilder().setTenant("t").setReplica(65535);
    request.addAllTimeseries(List.of(series(50, 1)));

    channel.call(REMOTE_WRITE, "t", WireMessage.of(request.build().toByteArray()), LONG);

    assertThat(kept.samples()).hasSize(50);
  }

  @Test
  void answersWithTheCodesThatThanosKnows() {
    KeptSeries kept = new KeptSeries();
    RingTarget target = target(kept, "self:1", PATIENT, 1, List.of("self:1"));
    RpcChannel channel = dial(serve(target, 0));
    open.add(channel);
    WriteRequest good =
        WriteRequest.newBuilder().addTimeseries(Fleet.series(1, "a=b")).setTenant("t").build();

    assertThat(code(channel, good.toBuilder().setReplica(2).build().toByteArray()))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(code(channel, new byte[] {0x0a, 5, 1})).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(
            code(
                channel,
                good.toBuilder().addTimeseries(Fleet.series(1, "a=refused")).build().toByteArray()))
        .isEqualTo(Status.Code.ALREADY_EXISTS);
    kept.failWith(new UnavailableException("the log is fenced"));
    assertThat(code(channel, good.toByteArray())).isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static Status.Code code(RpcChannel channel, byte[] message) {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> channel.call(REMOTE_WRITE, "t", WireMessage.of(message), LONG));
    assertThat(failure).isNotNull();
    return failure.getStatus().getCode();
  }
}
