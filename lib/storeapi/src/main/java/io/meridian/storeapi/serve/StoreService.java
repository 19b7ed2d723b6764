package io.meridian.storeapi.serve;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.storeapi.wire.ChunkEncodings;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.LabelMessage;
import io.meridian.storeapi.wire.SeriesMethod;

/** {@code thanos.Store}: series, and names and values of labels. */
public final class StoreService {
  private static final Context.Key<Boolean> ALL_ENCODINGS = Context.key("all chunk encodings");

  private final StoreAnswers answers;
  private final Calls calls;

  public StoreService(StoreAnswers answers, Calls calls) {
    this.answers = answers;
    this.calls = calls;
  }

  /** The service for a server. */
  public ServerServiceDefinition definition() {
    ServiceDescriptor generated = StoreGrpc.getServiceDescriptor();
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(generated.getName())
            .setSchemaDescriptor(generated.getSchemaDescriptor())
            .addMethod(SeriesMethod.SERIES)
            .addMethod(LabelMessage.NAMES)
            .addMethod(LabelMessage.VALUES)
            .build();
    return ServerInterceptors.intercept(
        ServerServiceDefinition.builder(service)
            .addMethod(SeriesMethod.SERIES, ServerCalls.asyncServerStreamingCall(this::series))
            .addMethod(LabelMessage.NAMES, ServerCalls.asyncUnaryCall(this::labelNames))
            .addMethod(LabelMessage.VALUES, ServerCalls.asyncUnaryCall(this::labelValues))
            .build(),
        new EncodingsInterceptor());
  }

  /** Remembers what chunks a caller understands. */
  private static final class EncodingsInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      boolean all = ChunkEncodings.areAllUnderstood(headers);
      return Contexts.interceptCall(
          Context.current().withValue(ALL_ENCODINGS, all), call, headers, next);
    }
  }

  private void series(SeriesRequest request, StreamObserver<Frame> observer) {
    calls.stream(
        observer,
        (context, ready) ->
            answers.series(
                request, Boolean.TRUE.equals(ALL_ENCODINGS.get()), context, ready::send));
  }

  private void labelNames(LabelNamesRequest request, StreamObserver<Frame> observer) {
    calls.once(observer, context -> answers.labelNames(request, context).frame());
  }

  private void labelValues(LabelValuesRequest request, StreamObserver<Frame> observer) {
    calls.once(observer, context -> answers.labelValues(request, context).frame());
  }
}
