package io.meridian.storeapi.dial;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A server that answers as a test says, well or badly. */
final class ScriptedServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<SeriesRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger cancelled = new AtomicInteger();

  /**
   * A server.
   *
   * @param info answers Info, or throws
   * @param series answers a call for series, on a thread of its own
   */
  ScriptedServer(Function<InfoRequest, InfoResponse> info, Consumer<StreamObserver<Frame>> series) {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      server =
          NettyServerBuilder.forAddress(any)
              .addService(store(series))
              .addService(
                  new InfoGrpc.InfoImplBase() {
                    @Override
                    public void info(InfoRequest request, StreamObserver<InfoResponse> observer) {
                      try {
                        observer.onNext(info.apply(request));
                        observer.onCompleted();
                      } catch (StatusRuntimeException e) {
                        observer.onError(e);
                      }
                    }
                  })
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server of series alone. */
  static ScriptedServer ofSeries(Consumer<StreamObserver<Frame>> series) {
    return new ScriptedServer(_ -> InfoResponse.getDefaultInstance(), series);
  }

  private ServerServiceDefinition store(Consumer<StreamObserver<Frame>> series) {
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(StoreGrpc.SERVICE_NAME).addMethod(SeriesMethod.SERIES).build();
    return ServerServiceDefinition.builder(service)
        .addMethod(
            SeriesMethod.SERIES,
            ServerCalls.asyncServerStreamingCall((request, observer) -> {
              requests.add(request);
              ((ServerCallStreamObserver<Frame>) observer)
                  .setOnCancelHandler(cancelled::incrementAndGet);
              threads.execute(() -> series.accept(observer));
            }))
        .build();
  }

  String address() {
    return InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.getPort();
  }

  /** What was asked. */
  List<SeriesRequest> requests() {
    return requests;
  }

  /** How many calls were cancelled. */
  AtomicInteger cancelled() {
    return cancelled;
  }

  int port() {
    return server.getPort();
  }

  Endpoint endpoint(EndpointInfo info) {
    return endpoint(address(), info);
  }

  /** The server behind an address that leads to it. */
  Endpoint endpoint(String address, EndpointInfo info) {
    ManagedChannel channel = dial(address);
    channels.add(channel);
    return new Endpoint(address, info, channel);
  }

  static ManagedChannel dial(String address) {
    return NettyChannelBuilder.forTarget(address)
        .usePlaintext()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .build();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    threads.shutdownNow();
  }
}
