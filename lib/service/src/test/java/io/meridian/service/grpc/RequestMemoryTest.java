package io.meridian.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.service.budget.ByteBudget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests for which there is no memory, over real connections. */
@Timeout(60)
final class RequestMemoryTest {
  private static final MethodDescriptor<WireMessage, WireMessage> LENGTH =
      RawMethod.unary("test.Length/Length");
  private static final ServiceDescriptor SERVICE =
      ServiceDescriptor.newBuilder("test.Length").addMethod(LENGTH).build();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int MEGABYTE = 1 << 20;

  private final ByteBudget memory = new ByteBudget("requests", 4 * MEGABYTE, 0);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final RpcServer server = serve();

  private RpcServer serve() {
    return RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .memory(memory)
        .service(
            RawService.of(SERVICE)
                .unary(
                    LENGTH,
                    (call, request) -> {
                      if (call.tenant().equals("slow")) {
                        begun.countDown();
                        end.join();
                      }
                      return WireMessage.of(new byte[request.length() > 0 ? 1 : 0]);
                    })
                .definition())
        .start();
  }

  @BeforeEach
  void open() {
    open.add(server);
  }

  @AfterEach
  void close() throws Exception {
    end.complete(null);
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    threads.close();
  }

  private RpcChannel dial(Compression compression) {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    RpcChannel channel = RpcChannel.to(host + ":" + server.port()).compression(compression).open();
    open.add(channel);
    return channel;
  }

  private static WireMessage zeros(int count) {
    return WireMessage.of(new byte[count]);
  }

  private static Status.Code code(RpcChannel channel, WireMessage request) {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> channel.call(LENGTH, "t", request, SOON));
    return failure == null ? Status.Code.OK : failure.getStatus().getCode();
  }

  private void awaitHeld(long bytes) {
    while (memory.usage().held() != bytes) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void endsCallsForWhichThereIsNoRoomAndServesOthers(Compression compression) {
    RpcChannel channel = dial(compression);

    assertThat(code(channel, zeros(32 * MEGABYTE))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(code(channel, zeros(MEGABYTE))).isEqualTo(Status.Code.OK);
    awaitHeld(0);
    assertThat(memory.usage().refused()).isPositive();
  }

  @Test
  void holdsWhatRequestsHaveUntilTheirCallsEnd() throws Exception {
    RpcChannel channel = dial(Compression.NONE);
    CompletableFuture<WireMessage> slow =
        CompletableFuture.supplyAsync(
            () -> channel.call(LENGTH, "slow", zeros(MEGABYTE), SOON), threads);
    begun.await();

    assertThat(memory.usage().held()).isBetween(MEGABYTE + 0L, 2L * MEGABYTE + (256 << 10));
    assertThat(code(channel, zeros(2 * MEGABYTE))).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(code(channel, zeros(1000))).isEqualTo(Status.Code.OK);

    end.complete(null);
    assertThat(slow.get().length()).isEqualTo(1);
    awaitHeld(0);
  }
}
