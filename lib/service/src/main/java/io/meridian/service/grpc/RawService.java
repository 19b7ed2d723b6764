package io.meridian.service.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A service of handlers that take and give bytes. Methods without a handler are answered as
 * unimplemented.
 *
 * <pre>{@code
 * RawService.of(WriteableStoreGrpc.getServiceDescriptor())
 *     .unary(WriteableStoreGrpc.getRemoteWriteMethod(), receiver::write)
 *     .definition()
 * }</pre>
 */
public final class RawService {
  private final ServiceDescriptor generated;
  private final Map<MethodDescriptor<WireMessage, WireMessage>, StreamHandler> handlers =
      new LinkedHashMap<>();

  private RawService(ServiceDescriptor generated) {
    this.generated = generated;
  }

  /** A service with the name and, for reflection, the schema of a generated one. */
  public static RawService of(ServiceDescriptor generated) {
    return new RawService(generated);
  }

  /** Adds the handler of a method with one answer. */
  public RawService unary(MethodDescriptor<?, ?> method, UnaryHandler handler) {
    return add(
        method,
        MethodType.UNARY,
        (call, request, frames) -> frames.send(handler.answer(call, request)));
  }

  /** Adds the handler of a method with a stream of answers. */
  public RawService streaming(MethodDescriptor<?, ?> method, StreamHandler handler) {
    return add(method, MethodType.SERVER_STREAMING, handler);
  }

  private RawService add(MethodDescriptor<?, ?> method, MethodType type, StreamHandler handler) {
    if (method.getType() != type || !generated.getName().equals(method.getServiceName())) {
      throw new IllegalArgumentException(
          "%s (%s) is no %s method of %s"
              .formatted(method.getFullMethodName(), method.getType(), type, generated.getName()));
    }
    handlers.put(RawMethod.of(method), handler);
    return this;
  }

  /** The service as a server takes it. */
  public ServerServiceDefinition definition() {
    ServiceDescriptor.Builder served =
        ServiceDescriptor.newBuilder(generated.getName())
            .setSchemaDescriptor(generated.getSchemaDescriptor());
    handlers.keySet().forEach(served::addMethod);
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(served.build());
    handlers.forEach((method, handler) -> service.addMethod(method, new RawCalls(handler)));
    return service.build();
  }
}
