package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelTexts;
import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.LabelMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store costs that answers a question about values badly: a warning, or the query. */
@Timeout(120)
class LabelFaultTest {
  private static final EndpointInfo INFO =
      new EndpointInfo(
          "store",
          List.of(Labels.of("cluster", "x")),
          Optional.of(new StoreRange(TimeRange.ALL, true, true)),
          Set.of());

  @TempDir private Path scratch;

  private final StoreTotals totals = new StoreTotals();
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  @AfterEach
  void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
  }

  private Endpoint store(Consumer<StreamObserver<Frame>> values) throws IOException {
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(StoreGrpc.SERVICE_NAME).addMethod(LabelMessage.VALUES).build();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            .addService(
                ServerServiceDefinition.builder(service)
                    .addMethod(
                        LabelMessage.VALUES,
                        ServerCalls.asyncUnaryCall((_, observer) -> values.accept(observer)))
                    .build())
            .build()
            .start();
    servers.add(server);
    String address = loopback.getHostAddress() + ":" + server.getPort();
    ManagedChannel channel = ScriptedServer.dial(address);
    channels.add(channel);
    return new Endpoint(address, INFO, channel);
  }

  private static Consumer<StreamObserver<Frame>> giving(Frame frame) {
    return observer -> {
      observer.onNext(frame);
      observer.onCompleted();
    };
  }

  private static Frame values(List<String> warnings, String... values) {
    return LabelMessage.of(LabelTexts.of(List.of(values)), warnings).frame();
  }

  private LabelAnswer ask(FleetQuery query, Endpoint... stores) {
    QueryContext context =
        new QueryContext(System::nanoTime, Duration.ofSeconds(100), 1 << 20, Long.MAX_VALUE);
    LabelAnswer answer =
        new FleetSource(() -> List.of(stores), query, SortSpace.in(scratch), totals)
            .labelValues("pod", List.of(), TimeRange.ALL, 0, context);
    assertThat(context.bytes()).isZero();
    return answer;
  }

  private static FleetQuery query() {
    return FleetQuery.withReplicaLabels(List.of()).withStoreTimeout(Duration.ofSeconds(60));
  }

  private void costs(String cause, StoreFault fault, Consumer<StreamObserver<Frame>> values)
      throws IOException {
    Endpoint bad = store(values);
    Endpoint good = store(giving(values(List.of(), "b", "d")));

    LabelAnswer answer = ask(query(), bad, good);

    assertThat(answer.values()).contains("b", "d");
    assertThat(answer.outcome().complete()).isFalse();
    assertThat(answer.outcome().warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.source()).isEqualTo(bad.address());
          assertThat(warning.cause()).contains(cause);
        });
    assertThat(totals.figures().faults()).containsExactly(Map.entry(fault, 1L));
    assertThatThrownBy(() -> ask(query().strict(), bad, good))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(bad.address())
        .hasMessageContaining(cause);
  }

  @Test
  void failing() throws IOException {
    costs(
        "INTERNAL: disk",
        StoreFault.FAILED,
        observer -> observer.onError(Status.INTERNAL.withDescription("disk").asRuntimeException()));
  }

  @Test
  void sendingWhatIsNoMessage() throws IOException {
    costs(
        "5 bytes were announced", StoreFault.CORRUPT, giving(new Frame(new byte[] {0x0a, 5, 'x'})));
  }

  @Test
  void warning() throws IOException {
    costs(
        "a block is missing",
        StoreFault.WARNED,
        giving(values(List.of("a block is missing"), "a")));
  }

  @Test
  void acceptingAndStayingSilent() throws IOException {
    Endpoint silent = store(_ -> {});
    FleetQuery impatient = query().withStoreTimeout(Duration.ofMillis(500));

    LabelAnswer answer = ask(impatient, silent);

    assertThat(answer.values()).isEmpty();
    assertThat(answer.outcome().warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.cause()).contains("gave no complete answer"));
    assertThat(totals.figures().faults()).containsExactly(Map.entry(StoreFault.SILENT, 1L));
    assertThatThrownBy(() -> ask(impatient.strict(), silent))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(silent.address());
  }

  @Test
  void givingValuesInAnyOrderAndTwiceIsNone() throws IOException {
    Endpoint one = store(giving(values(List.of(), "c", "a", "c", "")));
    Endpoint other = store(giving(values(List.of(), "b", "c")));

    LabelAnswer answer = ask(query().strict(), one, other);

    assertThat(answer.values()).containsExactly("a", "b", "c");
    assertThat(answer.outcome().complete()).isTrue();
  }
}
