package io.meridian.service.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/**
 * Addresses of servers in the same process, {@code in-process:<name>}: their calls go over no
 * socket, messages are passed on as they are. All else is as over a port: deadlines, cancellation,
 * tenants, and an answer that waits for its reader.
 */
public final class InProcess {
  private static final String SCHEME = "in-process:";

  private InProcess() {}

  /** The address of a server; the name is one's own in this process. */
  public static String address(String name) {
    return SCHEME + name;
  }

  /** The name in an address; empty if it is another kind of address. */
  public static Optional<String> name(String address) {
    return address.startsWith(SCHEME)
        ? Optional.of(address.substring(SCHEME.length()))
        : Optional.empty();
  }

  /**
   * Copies what is sent. A port does so on its own; here it would be read when the handler has long
   * used its buffer again.
   */
  static final class Copying implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(A message) {
              super.sendMessage(copy(message));
            }
          },
          headers);
    }

    @SuppressWarnings("unchecked") // the copy is of the same class
    private static <A> A copy(A message) {
      return message instanceof WireMessage bytes ? (A) bytes.copy() : message;
    }
  }
}
