package io.meridian.service.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.meridian.service.trace.Span;
import io.meridian.service.trace.Span.Current;
import io.meridian.service.trace.Tracing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Spans of calls: of those that are served, and of those that are made while serving. */
public final class CallSpans {
  private static final CallOptions.Key<Span> OPTION = CallOptions.Key.create("span");

  private CallSpans() {}

  /**
   * Options of a call that is made for a piece of work, where that is not what the thread works
   * for.
   */
  public static CallOptions with(CallOptions options, Span span) {
    return options.withOption(OPTION, span);
  }

  private static Metadata.Key<String> header(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static void end(Span span, Status status) {
    span.put("rpc.system", "grpc");
    span.put("rpc.grpc.status_code", status.getCode().value());
    if (!status.isOk() && status.getCode() != Status.Code.CANCELLED) {
      span.fail(status.getCode() + ": " + status.getDescription());
    }
    span.end();
  }

  /** Begins a span for each call and has its handler's threads work for it. */
  record Serving(Tracing tracing) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String method = call.getMethodDescriptor().getFullMethodName();
      if (tracing == Tracing.NONE || method.startsWith("grpc.")) {
        return next.startCall(call, headers);
      }
      Span span = tracing.serve(method, name -> Optional.ofNullable(headers.get(header(name))));
      ServerCall<Q, A> told =
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              end(span, status);
              super.close(status, trailers);
            }
          };
      try (var _ = span.enter()) {
        return new Served<>(next.startCall(told, headers), span);
      }
    }
  }

  private static final class Served<Q>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
    private final Span span;

    Served(ServerCall.Listener<Q> listener, Span span) {
      super(listener);
      this.span = span;
    }

    @Override
    public void onMessage(Q message) {
      try (Current _ = span.enter()) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      try (Current _ = span.enter()) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      super.onCancel();
      end(span, Status.CANCELLED);
    }
  }

  /** Sends the trace along, and begins a span for each call of a thread that works for one. */
  static final class Calling implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      @Nullable Span named = options.getOption(OPTION);
      Span work = named == null ? Span.current() : named;
      if (work == Span.NONE) {
        return next.newCall(method, options);
      }
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          Span span = work.call(method.getFullMethodName());
          span.put("server.address", String.valueOf(next.authority()));
          span.headers((name, value) -> headers.put(header(name), value));
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                  end(span, status);
                  super.onClose(status, trailers);
                }
              },
              headers);
        }
      };
    }
  }
}
