package io.meridian.storegateway;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.meridian.api.thanos.SeriesRequest;

/** Takes out of requests what lets a store leave something out, so that it sends all it has. */
final class PlainRequests implements ClientInterceptor {
  private PlainRequests() {}

  static Channel over(Channel store) {
    return ClientInterceptors.intercept(store, new PlainRequests());
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      @SuppressWarnings("unchecked") // a request stays one
      public void sendMessage(Q message) {
        super.sendMessage(
            message instanceof SeriesRequest request
                ? (Q) request.toBuilder().clearWindow().clearCoverage().clearReduction().build()
                : message);
      }
    };
  }
}
