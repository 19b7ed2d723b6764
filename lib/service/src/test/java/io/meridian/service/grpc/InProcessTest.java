package io.meridian.service.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls within this process behave as those over a port do, see {@link RpcServerTest}. */
@Timeout(60)
final class InProcessTest {
  private static final MethodDescriptor<WireMessage, WireMessage> ASK =
      RawMethod.unary("test.Within/Ask");
  private static final MethodDescriptor<WireMessage, WireMessage> COUNT =
      RawMethod.streaming("test.Within/Count");
  private static final ServiceDescriptor SERVICE =
      ServiceDescriptor.newBuilder("test.Within").addMethod(ASK).addMethod(COUNT).build();
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private RpcChannel serve(String name, UnaryHandler ask, StreamHandler count) {
    open.add(
        RpcServer.within(name)
            .service(RawService.of(SERVICE).unary(ASK, ask).streaming(COUNT, count).definition())
            .start());
    RpcChannel channel =
        RpcChannel.to(InProcess.address(name)).compression(Compression.SNAPPY).open();
    open.add(channel);
    return channel;
  }

  private static String text(WireMessage message) {
    return new String(message.bytes(), message.from(), message.length(), UTF_8);
  }

  @Test
  void tellsItsAddressesFromOthers() {
    assertThat(InProcess.name(InProcess.address("receiver"))).contains("receiver");
    assertThat(InProcess.name("receiver:10901")).isEmpty();
  }

  @Test
  void passesTenantsAnswersAndErrorsOn() {
    RpcChannel channel =
        serve(
            "unary",
            (call, request) -> {
              if (request.length() == 0) {
                throw new OverloadedException("not now");
              }
              String answer = call.tenant() + " asks " + text(request);
              return WireMessage.of(answer.getBytes(UTF_8));
            },
            (_, _, _) -> {});

    assertThat(text(channel.call(ASK, "acme", WireMessage.of("what".getBytes(UTF_8)), PATIENCE)))
        .isEqualTo("acme asks what");
    assertThat(catchThrowable(() -> channel.call(ASK, "acme", WireMessage.EMPTY, PATIENCE)))
        .hasMessageContaining("not now");
  }

  @Test
  void readersSeeEachFrameAsItWasWhenSent() {
    byte[] reused = new byte[100];
    RpcChannel channel =
        serve(
            "frames",
            (_, request) -> request,
            (_, _, frames) -> {
              for (byte i = 1; i <= 50; i++) {
                Arrays.fill(reused, i);
                frames.send(WireMessage.of(reused, 10, 10 + i));
              }
              Arrays.fill(reused, (byte) 99);
            });

    Iterator<WireMessage> answer =
        ClientCalls.blockingServerStreamingCall(
            channel.channel(), COUNT, channel.options(), WireMessage.EMPTY);

    for (byte i = 1; i <= 50; i++) {
      byte[] expected = new byte[i];
      Arrays.fill(expected, i);
      WireMessage frame = answer.next();
      assertThat(Arrays.copyOfRange(frame.bytes(), frame.from(), frame.to())).isEqualTo(expected);
    }
    assertThat(answer.hasNext()).isFalse();
  }

  @Test
  void handlersWaitForReadersAndHearThatTheyLeft() throws Exception {
    CountDownLatch blocked = new CountDownLatch(2);
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    RpcChannel channel =
        serve(
            "slow",
            (_, request) -> request,
            (_, _, frames) -> {
              try {
                while (true) {
                  frames.send(WireMessage.EMPTY);
                  blocked.countDown();
                }
              } catch (QueryCancelledException e) {
                ended.complete(e);
                throw e;
              }
            });
    ClientCall<WireMessage, WireMessage> call =
        channel.channel().newCall(COUNT, CallOptions.DEFAULT);
    CompletableFuture<Status> status = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status why, Metadata trailers) {
            status.complete(why);
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(WireMessage.EMPTY);
    call.halfClose();

    blocked.await();
    call.cancel("enough", null);

    assertThat(ended.get()).isInstanceOf(QueryCancelledException.class);
    assertThat(status.get().getCode()).isEqualTo(Status.Code.CANCELLED);
  }
}
