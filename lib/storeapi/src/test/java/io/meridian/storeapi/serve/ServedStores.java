package io.meridian.storeapi.serve;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.thanos.StoreGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A gRPC server on loopback, and stubs of generated code to ask it with. */
public final class ServedStores implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;
  private final ManagedChannel channel;

  /** Serves what is made of virtual threads. */
  public ServedStores(Function<ExecutorService, List<ServerServiceDefinition>> services) {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    NettyServerBuilder builder = NettyServerBuilder.forAddress(any);
    services.apply(threads).forEach(builder::addService);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  public static ServedStores of(ServeOptions options, List<? extends SeriesStore> stores) {
    return new ServedStores(
        threads -> new StoreServer("store", options, threads).stored(() -> List.copyOf(stores)));
  }

  public int port() {
    return server.getPort();
  }

  public ManagedChannel channel() {
    return channel;
  }

  StoreGrpc.StoreBlockingStub store() {
    return StoreGrpc.newBlockingStub(channel);
  }

  InfoGrpc.InfoBlockingStub info() {
    return InfoGrpc.newBlockingStub(channel);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    threads.close();
  }
}
