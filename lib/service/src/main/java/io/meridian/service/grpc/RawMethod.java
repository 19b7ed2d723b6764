package io.meridian.service.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** Methods whose messages stay bytes. */
public final class RawMethod {
  private RawMethod() {}

  /** A method of one request and one answer, such as {@code thanos.WriteableStore/RemoteWrite}. */
  public static MethodDescriptor<WireMessage, WireMessage> unary(String fullName) {
    return named(fullName, MethodType.UNARY);
  }

  /** A method of one request and a stream of answers, such as {@code thanos.Store/Series}. */
  public static MethodDescriptor<WireMessage, WireMessage> streaming(String fullName) {
    return named(fullName, MethodType.SERVER_STREAMING);
  }

  /** A generated method whose messages stay bytes; reflection still knows what they are. */
  public static MethodDescriptor<WireMessage, WireMessage> of(MethodDescriptor<?, ?> generated) {
    return generated.toBuilder(RawMarshaller.REQUESTS, RawMarshaller.ANSWERS).build();
  }

  private static MethodDescriptor<WireMessage, WireMessage> named(String name, MethodType type) {
    return MethodDescriptor.newBuilder(RawMarshaller.REQUESTS, RawMarshaller.ANSWERS)
        .setFullMethodName(name)
        .setType(type)
        .build();
  }
}
