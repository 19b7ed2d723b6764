package io.meridian.service.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.UnavailableException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls over real connections on loopback. */
@Timeout(60)
final class RpcServerTest {
  private static final MethodDescriptor<WireMessage, WireMessage> ECHO =
      RawMethod.unary("test.Echo/Echo");
  private static final MethodDescriptor<WireMessage, WireMessage> COUNT =
      RawMethod.streaming("test.Echo/Count");
  private static final ServiceDescriptor SERVICE =
      ServiceDescriptor.newBuilder("test.Echo").addMethod(ECHO).addMethod(COUNT).build();
  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<RpcEnd> ends = new LinkedBlockingQueue<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() throws Exception {
    threads.shutdown();
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private RpcServer serve(UnaryHandler echo, StreamHandler count) {
    RpcServer server =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(RawService.of(SERVICE).unary(ECHO, echo).streaming(COUNT, count).definition())
            .observer(ends::add)
            .start();
    open.add(server);
    return server;
  }

  private RpcServer serve(UnaryHandler echo) {
    return serve(echo, (_, _, _) -> {});
  }

  private RpcChannel dial(RpcServer server, Compression compression) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    RpcChannel channel = RpcChannel.to(host + ":" + server.port()).compression(compression).open();
    open.add(channel);
    return channel;
  }

  private RpcChannel dial(RpcServer server) {
    return dial(server, Compression.NONE);
  }

  private <T> CompletableFuture<T> async(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, threads);
  }

  private static WireMessage text(String text) {
    return WireMessage.of(text.getBytes(UTF_8));
  }

  private static String text(WireMessage message) {
    return new String(message.bytes(), message.from(), message.length(), UTF_8);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void answersCompressedAsAsked(Compression compression) throws InterruptedException {
    RpcChannel channel = dial(serve((_, request) -> request), compression);
    String question = "0123456789".repeat(100_000);

    WireMessage answer = channel.call(ECHO, "t", text(question), SOON);

    assertThat(text(answer)).isEqualTo(question);
    RpcEnd end = ends.take();
    int most = compression == Compression.NONE ? 1_000_100 : 100_000;
    assertThat(end.received()).isEqualTo(end.sent()).isLessThan(most);
    assertThat(end.method()).isEqualTo("test.Echo/Echo");
    assertThat(end.code()).isEqualTo(Status.Code.OK);
    assertThat(end.nanos()).isPositive();
  }

  @Test
  void passesTheTenantOn() {
    RpcServer server = serve((call, _) -> text(call.tenant() + " " + TenantMetadata.current()));
    RpcChannel channel = dial(server);

    assertThat(text(channel.call(ECHO, "team-a", WireMessage.EMPTY, SOON)))
        .isEqualTo("team-a team-a");
    assertThat(
            text(
                ClientCalls.blockingUnaryCall(
                    channel.channel(), ECHO, CallOptions.DEFAULT, WireMessage.EMPTY)))
        .isEqualTo("default-tenant default-tenant");
  }

  @Test
  void givesErrorsTheCodesOfTheContract() {
    List<RuntimeException> errors =
        List.of(
            new InvalidRequestException("bad"),
            new LimitExceededException("series", 1, 2, "series"),
            new OverloadedException("full"),
            new UnavailableException("away"),
            Status.ALREADY_EXISTS.withDescription("conflict").asRuntimeException(),
            new IllegalStateException("bug"));
    AtomicInteger next = new AtomicInteger();
    RpcServer server =
        serve((_, _) -> {
          throw errors.get(next.getAndIncrement());
        });
    RpcChannel channel = dial(server);

    List<Status.Code> codes = new ArrayList<>();
    for (int i = 0; i < errors.size(); i++) {
      codes.add(failure(channel).getCode());
    }

    assertThat(codes)
        .containsExactly(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAVAILABLE,
            Status.Code.ALREADY_EXISTS,
            Status.Code.INTERNAL);
  }

  private static Status failure(RpcChannel channel) {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> channel.call(ECHO, "t", WireMessage.EMPTY, SOON));
    assertThat(failure).isNotNull();
    return failure.getStatus();
  }

  @Test
  void saysWhatIsWrongWithACompressedRequest() {
    RpcServer server = serve((_, request) -> request);
    CompressorRegistry damaged = CompressorRegistry.newEmptyInstance();
    damaged.register(new Damage());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                InetAddress.getLoopbackAddress().getHostName(), server.port())
            .usePlaintext()
            .compressorRegistry(damaged)
            .build();
    open.add(channel::shutdownNow);

    assertThatThrownBy(() ->
            ClientCalls.blockingUnaryCall(
                channel, ECHO, CallOptions.DEFAULT.withCompression("snappy"), text("abcdef")))
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("identifier of a framed snappy stream");
  }

  /** Says that it is snappy and leaves everything as it is. */
  private static final class Damage implements Compressor {
    @Override
    public String getMessageEncoding() {
      return "snappy";
    }

    @Override
    public OutputStream compress(OutputStream out) {
      return out;
    }
  }

  @Test
  void streamsNoFasterThanTheClientReads() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    CompletableFuture<Thread> handler = new CompletableFuture<>();
    byte[] frame = new byte[64 << 10];
    RpcServer server =
        serve(
            (_, request) -> request,
            (_, _, frames) -> {
              handler.complete(Thread.currentThread());
              for (int i = 0; i < 2000; i++) {
                frame[0] = (byte) i;
                frames.send(WireMessage.of(frame));
                sent.incrementAndGet();
              }
            });
    Iterator<WireMessage> answers =
        ClientCalls.blockingServerStreamingCall(
            dial(server).channel(), COUNT, CallOptions.DEFAULT, WireMessage.EMPTY);
    Thread sender = handler.get();
    while (sent.get() == 0 || sender.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    int ahead = sent.get();

    int received = 0;
    while (answers.hasNext()) {
      assertThat(answers.next().bytes()[0]).isEqualTo((byte) received++);
    }

    assertThat(ahead).isLessThan(200);
    assertThat(received).isEqualTo(2000);
  }

  @Test
  void tellsTheHandlerThatItsClientLeft() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    CountDownLatch told = new CountDownLatch(1);
    RpcServer server =
        serve(
            (_, request) -> request,
            (call, _, frames) -> {
              call.onCancel(told::countDown);
              begun.countDown();
              try {
                while (true) {
                  frames.send(WireMessage.of(new byte[100_000]));
                }
              } catch (RuntimeException e) {
                thrown.complete(e);
                throw e;
              }
            });
    ClientCall<WireMessage, WireMessage> call =
        dial(server).channel().newCall(COUNT, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(WireMessage.EMPTY);
    call.halfClose();
    begun.await();

    call.cancel("enough", null);

    assertThat(thrown.get()).isInstanceOf(QueryCancelledException.class);
    told.await();
    assertThat(ends.take().code()).isEqualTo(Status.Code.CANCELLED);
  }

  @Test
  void passesTheDeadlineOnAndEndsWithIt() throws Exception {
    CompletableFuture<Duration> left = new CompletableFuture<>();
    CountDownLatch cancelled = new CountDownLatch(1);
    RpcServer server =
        serve((call, request) -> {
          left.complete(call.timeLeft().orElseThrow());
          call.onCancel(cancelled::countDown);
          try {
            cancelled.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return request;
        });
    RpcChannel channel = dial(server);

    assertThatThrownBy(() -> channel.call(ECHO, "t", WireMessage.EMPTY, Duration.ofSeconds(3)))
        .hasMessageContaining("DEADLINE_EXCEEDED");

    assertThat(left.get()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(3));
    cancelled.await();
  }

  @Test
  void drainsInOrder() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    RpcServer server =
        serve((_, request) -> {
          begun.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return request;
        });
    RpcChannel channel = dial(server);
    CompletableFuture<String> answer =
        async(() -> text(channel.call(ECHO, "t", text("late"), SOON)));
    begun.await();

    CompletableFuture<Boolean> drained = async(() -> server.drain(SOON));
    RpcChannel other = dial(server);
    while (true) { // until the server has begun to drain
      Status refusal = refusal(other);
      if (refusal != null) {
        assertThat(refusal.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        break;
      }
    }
    assertThat(drained).isNotDone();
    go.countDown();

    assertThat(answer.get()).isEqualTo("late");
    assertThat(drained.get()).isTrue();
  }

  private static @Nullable Status refusal(RpcChannel channel) {
    try {
      HealthGrpc.newBlockingStub(channel.channel()).check(HealthCheckRequest.getDefaultInstance());
      return null;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  @Test
  void cancelsCallsThatOutliveTheDrain() {
    CountDownLatch begun = new CountDownLatch(1);
    RpcServer server =
        serve(
            (_, request) -> request,
            (call, _, _) -> {
              CountDownLatch cancelled = new CountDownLatch(1);
              call.onCancel(cancelled::countDown);
              begun.countDown();
              try {
                cancelled.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    RpcChannel channel = dial(server);
    CompletableFuture<WireMessage> answer =
        async(() ->
            ClientCalls.blockingServerStreamingCall(
                    channel.channel(), COUNT, CallOptions.DEFAULT, WireMessage.EMPTY)
                .next());
    awaitQuietly(begun);

    assertThat(server.drain(Duration.ofMillis(10))).isFalse();

    assertThatThrownBy(answer::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("UNAVAILABLE");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tellsItsHealth() {
    RpcServer server = serve((_, request) -> request);
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(dial(server).channel());
    HealthCheckRequest check = HealthCheckRequest.getDefaultInstance();

    assertThat(health.check(check).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    server.serving(true);
    assertThat(health.check(check).getStatus()).isEqualTo(ServingStatus.SERVING);
    server.serving(false);
    assertThat(health.check(check).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void listsItsServices() throws Exception {
    RpcServer server =
        RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(
                RawService.of(ChannelzGrpc.getServiceDescriptor())
                    .unary(ChannelzGrpc.getGetServersMethod(), (_, request) -> request)
                    .definition())
            .start();
    open.add(server);
    BlockingQueue<ServerReflectionResponse> answers = new ArrayBlockingQueue<>(1);
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(dial(server).channel())
            .serverReflectionInfo(new Collecting(answers));

    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(answers.take().getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains("grpc.channelz.v1.Channelz", "grpc.health.v1.Health");
    questions.onCompleted();
  }

  private record Collecting(BlockingQueue<ServerReflectionResponse> answers)
      implements StreamObserver<ServerReflectionResponse> {
    @Override
    public void onNext(ServerReflectionResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }

  @Test
  void saysWhichAddressIsTaken() {
    RpcServer first = serve((_, request) -> request);

    assertThatThrownBy(() ->
            RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port()))
                .start())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(":" + first.port())
        .hasMessageContaining("in use");
  }

  @Test
  void refusesHandlersOfOtherServices() {
    assertThatThrownBy(
            () -> RawService.of(HealthGrpc.getServiceDescriptor()).unary(ECHO, (_, r) -> r))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test.Echo/Echo");
  }
}
