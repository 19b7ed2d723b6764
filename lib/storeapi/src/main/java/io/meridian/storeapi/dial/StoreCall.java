package io.meridian.storeapi.dial;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.meridian.model.QueryContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How a query's calls go out: with its deadline and on its tenant's account. */
final class StoreCall {
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("thanos-tenant", Metadata.ASCII_STRING_MARSHALLER);

  private StoreCall() {}

  /** What calls to a server go through. */
  static Channel channel(Endpoint server, FleetQuery query) {
    if (query.tenant().isEmpty()) {
      return server.channel();
    }
    Metadata headers = new Metadata();
    headers.put(TENANT, query.tenant());
    return ClientInterceptors.intercept(
        server.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Options with the query's deadline, for calls whose waiting is limited by who reads them. */
  static CallOptions options(QueryContext context) {
    return within(context.remaining());
  }

  /** Options with the query's deadline or the one of a store, whichever comes first. */
  static CallOptions options(QueryContext context, FleetQuery query) {
    Duration left = context.remaining();
    return within(left.compareTo(query.storeTimeout()) < 0 ? left : query.storeTimeout());
  }

  private static CallOptions within(Duration time) {
    return CallOptions.DEFAULT.withDeadlineAfter(Math.max(1, time.toNanos()), TimeUnit.NANOSECONDS);
  }
}
