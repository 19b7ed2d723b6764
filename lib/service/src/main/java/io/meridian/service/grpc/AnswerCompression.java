package io.meridian.service.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Answers are compressed as the request was, which is what servers written in Go do. */
final class AnswerCompression implements ServerInterceptor {
  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String encoding = headers.get(ENCODING);
    if (encoding != null && Compression.compressors().lookupCompressor(encoding) != null) {
      call.setCompression(encoding);
    }
    return next.startCall(call, headers);
  }
}
