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
  static Channel channel(Channel server, FleetQuery query) {
    if (query.tenant().isEmpty()) {
      return server;
    }
    Metadata headers = new Metadata();
    headers.put(TENANT, query.tenant());
    return ClientInterceptors.intercept(server, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** Options with the query's deadline, for calls whose waiting is limited by who reads them. */
  static CallOptions options(QueryContext context) {
    return within(context.remaining());
  }

  /** Options with the time that a store has. */
  static CallOptions options(QueryContext context, FleetQuery query) {
    return within(patience(context, query));
  }

  /**
   * How long the answer may wait for a store in all: what the query says, but never so long that no
   * time is left for an answer without it.
   */
  static Duration patience(QueryContext context, FleetQuery query) {
    Duration most = context.remaining().multipliedBy(4).dividedBy(5);
    return most.compareTo(query.storeTimeout()) < 0 ? most : query.storeTimeout();
  }

  private static CallOptions within(Duration time) {
    return CallOptions.DEFAULT.withDeadlineAfter(Math.max(1, time.toNanos()), TimeUnit.NANOSECONDS);
  }
}
