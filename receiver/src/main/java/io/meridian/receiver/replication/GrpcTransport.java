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
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends slices as {@code thanos.WriteableStore/RemoteWrite}. */
final class GrpcTransport implements PeerTransport {
  private static final MethodDescriptor<WireMessage, WireMessage> REMOTE_WRITE =
      RawMethod.of(WriteableStoreGrpc.getRemoteWriteMethod());

  /** {@code replica: 0} behind a message, whose last field of a number is the one that counts. */
  private static final byte[] NOT_REPLICATED = {0x18, 0};

  private final String address;
  private final RpcChannel channel;
  private volatile boolean keepsAnyCopy;

  GrpcTransport(String address, RpcChannel channel) {
    this.address = address;
    this.channel = channel;
  }

  @Override
  public void send(Slice slice, Duration timeout, Consumer<SliceAnswer> done) {
    CallOptions options =
        CallSpans.with(TenantMetadata.with(channel.options(), slice.tenant()), slice.span())
            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    boolean anyCopy = slice.copy() == Slice.ANY_COPY && keepsAnyCopy;
    WireMessage message =
        slice.copy() == Slice.ANY_COPY && !anyCopy
            ? toBeReplicated(slice.message())
            : WireMessage.of(slice.message().array(), 0, slice.message().length());
    ClientCalls.asyncUnaryCall(
        channel.channel().newCall(REMOTE_WRITE, options), message, new Answer(anyCopy, done));
  }

  /**
   * A slice of any copies for a peer of which it is not known, or not any more, that it keeps what
   * it gets: it brings the series to all who keep them, itself among them.
   */
  private static WireMessage toBeReplicated(WireBytes message) {
    byte[] bytes = Arrays.copyOf(message.array(), message.length() + NOT_REPLICATED.length);
    System.arraycopy(NOT_REPLICATED, 0, bytes, message.length(), NOT_REPLICATED.length);
    return WireMessage.of(bytes);
  }

  @Override
  public boolean keepsAnyCopy() {
    return keepsAnyCopy;
  }

  private final class Answer implements StreamObserver<WireMessage> {
    private final boolean anyCopy;
    private final Consumer<SliceAnswer> done;

    Answer(boolean anyCopy, Consumer<SliceAnswer> done) {
      this.anyCopy = anyCopy;
      this.done = done;
    }

    @Override
    public void onNext(WireMessage answer) {
      keepsAnyCopy = WriteableStore.keepsAnyCopy(answer);
    }

    @Override
    public void onCompleted() {
      done.accept(SliceAnswer.STORED);
    }

    @Override
    public void onError(Throwable failure) {
      Status status = Status.fromThrowable(failure);
      if (anyCopy && status.getCode() == Status.Code.INVALID_ARGUMENT) {
        keepsAnyCopy = false; // a receiver of another kind has its address now
        done.accept(new SliceAnswer.Lost(text(status), false));
      } else {
        done.accept(answer(status, failure));
      }
    }
  }

  private String text(Status status) {
    return "the peer %s: %s (%s)".formatted(address, status.getDescription(), status.getCode());
  }

  private SliceAnswer answer(Status status, Throwable failure) {
    String description = String.valueOf(status.getDescription());
    String why = text(status);
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
