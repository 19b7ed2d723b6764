package io.meridian.service.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/**
 * The tenant of a call, which travels as metadata {@code thanos-tenant}. Absent or empty means
 * {@link #DEFAULT}. It says on whose account a call is; it is not a filter.
 */
public final class TenantMetadata {
  /** The tenant of calls that name none. */
  public static final String DEFAULT = "default-tenant";

  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("thanos-tenant", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<String> NAMED = Context.key(KEY.name());
  private static final CallOptions.Key<String> OPTION = CallOptions.Key.create(KEY.name());

  private TenantMetadata() {}

  /** The tenant of the call that this thread serves. */
  public static String current() {
    return named().orElse(DEFAULT);
  }

  /** The tenant whom the call that this thread serves names; empty if it names none. */
  public static Optional<String> named() {
    return Optional.ofNullable(NAMED.get());
  }

  /** Options of a call on a tenant's account. */
  public static CallOptions with(CallOptions options, String tenant) {
    return options.withOption(OPTION, tenant);
  }

  /** Puts the tenant of a call into its context. */
  static final class Reading implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String tenant = headers.get(KEY);
      if (tenant == null || tenant.isEmpty()) {
        return next.startCall(call, headers);
      }
      return Contexts.interceptCall(
          Context.current().withValue(NAMED, tenant), call, headers, next);
    }
  }

  /** Sends the tenant that a call's options name. */
  static final class Writing implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      String tenant = options.getOption(OPTION);
      ClientCall<Q, A> call = next.newCall(method, options);
      if (tenant == null) {
        return call;
      }
      return new SimpleForwardingClientCall<>(call) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(KEY, tenant);
          super.start(listener, headers);
        }
      };
    }
  }
}
