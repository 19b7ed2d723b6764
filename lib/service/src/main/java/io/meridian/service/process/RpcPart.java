package io.meridian.service.process;

import io.grpc.ServerServiceDefinition;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** The gRPC port of a process: it listens from the start of this part to its drain. */
public final class RpcPart implements Part {
  /** So many parts of the heap make one for requests. */
  private static final int SHARE = 4;

  /** The largest request that one receiver has for another fits into a small heap, too. */
  private static final long LEAST = 128 << 20;

  private final ServicePort port;
  private final Function<ExecutorService, List<ServerServiceDefinition>> services;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ByteBudget memory =
      new ByteBudget("gRPC requests", Math.max(Runtime.getRuntime().maxMemory() / SHARE, LEAST), 0);
  private Optional<RpcServer> server = Optional.empty();

  /**
   * A port that does not listen yet.
   *
   * @param services what it serves, made at the start; their calls may run on the threads given,
   *     virtual ones, which end with this part
   */
  public RpcPart(
      ServicePort port, Function<ExecutorService, List<ServerServiceDefinition>> services) {
    this.port = port;
    this.services = services;
  }

  @Override
  public String name() {
    return "gRPC";
  }

  @Override
  public void start() throws IOException {
    ListenAddress address = port.address();
    RpcServer.Builder builder =
        RpcServer.at(
                address.host().isEmpty()
                    ? new InetSocketAddress(address.port())
                    : new InetSocketAddress(address.host(), address.port()))
            .memory(memory);
    port.tls().ifPresent(builder::tls);
    services.apply(threads).forEach(builder::service);
    RpcServer started = builder.start();
    started.serving(true);
    server = Optional.of(started);
  }

  /** What requests hold. */
  public ByteBudget memory() {
    return memory;
  }

  /** The port it listens on, also where any free one was asked for. */
  public int port() {
    return server.map(RpcServer::port).orElse(port.address().port());
  }

  @Override
  public void drain(Duration grace) {
    server.ifPresent(started -> started.drain(grace));
    server = Optional.empty();
  }

  @Override
  public void stop() {
    server.ifPresent(RpcServer::close);
    threads.close();
  }
}
