package io.meridian.receiver.replication;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.WriteableStoreGrpc;
import io.meridian.service.grpc.CallSpans;
import io.meridian.service.grpc.RawMethod;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.TenantMetadata;
import io.meridian.service.grpc.WireMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends slices as {@code thanos.WriteableStore/RemoteWrite}. */
final class GrpcTransport implements PeerTransport {
  private static final MethodDescriptor<WireMessage, WireMessage> REMOTE_WRITE =
      RawMethod.of(WriteableStoreGrpc.getRemoteWriteMethod());

  private final String address;
  private final RpcChannel channel;

  GrpcTransport(String address, RpcChannel channel) {
    this.address = address;
    this.channel = channel;
  }

  @Override
  public void send(Slice slice, Duration timeout, Consumer<SliceAnswer> done) {
    CallOptions options =
        CallSpans.with(TenantMetadata.with(channel.options(), slice.tenant()), slice.span())
            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    WireMessage message = WireMessage.of(slice.message().array(), 0, slice.message().length());
    ClientCalls.asyncUnaryCall(
        channel.channel().newCall(REMOTE_WRITE, options), message, new Answer(done));
  }

  private final class Answer implements StreamObserver<WireMessage> {
    private final Consumer<SliceAnswer> done;

    Answer(Consumer<SliceAnswer> done) {
      this.done = done;
    }

    @Override
    public void onNext(WireMessage answer) {}

    @Override
    public void onCompleted() {
      done.accept(SliceAnswer.STORED);
    }

    @Override
    public void onError(Throwable failure) {
      done.accept(answer(failure));
    }
  }

  private SliceAnswer answer(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    String description = String.valueOf(status.getDescription());
    String why = "the peer %s: %s (%s)".formatted(address, description, status.getCode());
    return switch (status.getCode()) {
      case ALREADY_EXISTS ->
          Refusals.read(description, Optional.ofNullable(Status.trailersFromThrowable(failure)));
      case INVALID_ARGUMENT, UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED ->
          new SliceAnswer.Rejected(why);
      case UNAVAILABLE, DEADLINE_EXCEEDED -> new SliceAnswer.Lost(why, true);
      default -> new SliceAnswer.Lost(why, false);
    };
  }

  @Override
  public void connect() {
    channel.connect();
  }

  @Override
  public void close() {
    channel.close();
  }
}
