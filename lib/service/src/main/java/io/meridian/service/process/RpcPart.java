package io.meridian.service.process;

import io.grpc.ServerServiceDefinition;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.budget.MemoryShares;
import io.meridian.service.grpc.InProcess;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.trace.Tracing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** gRPC as a process serves it, from the start of this part to its drain. */
public final class RpcPart implements Part {
  private final RpcPlace place;
  private final Function<ExecutorService, List<ServerServiceDefinition>> services;
  private final Tracing tracing;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ByteBudget memory =
      new ByteBudget("gRPC requests", MemoryShares.calls(Runtime.getRuntime().maxMemory()), 0);
  private Optional<RpcServer> server = Optional.empty();

  /**
   * A server that has not started, and of whose calls nobody is told.
   *
   * @param services as below
   */
  public RpcPart(
      RpcPlace place, Function<ExecutorService, List<ServerServiceDefinition>> services) {
    this(place, services, Tracing.NONE);
  }

  /**
   * A server that has not started.
   *
   * @param services what it serves, made at the start; their calls may run on the threads given,
   *     virtual ones, which end with this part
   * @param tracing is told of the calls
   */
  public RpcPart(
      RpcPlace place,
      Function<ExecutorService, List<ServerServiceDefinition>> services,
      Tracing tracing) {
    this.place = place;
    this.services = services;
    this.tracing = tracing;
  }

  @Override
  public String name() {
    return "gRPC";
  }

  @Override
  public void start() throws IOException {
    RpcServer.Builder builder =
        switch (place) {
          case ServicePort(var address, var tls) -> {
            RpcServer.Builder at = RpcServer.at(socket(address));
            tls.ifPresent(at::tls);
            yield at;
          }
          case RpcPlace.Within(var name) -> RpcServer.within(name);
        };
    builder.memory(memory).tracing(tracing);
    services.apply(threads).forEach(builder::service);
    RpcServer started = builder.start();
    started.serving(true);
    server = Optional.of(started);
  }

  private static InetSocketAddress socket(ListenAddress address) {
    return address.host().isEmpty()
        ? new InetSocketAddress(address.port())
        : new InetSocketAddress(address.host(), address.port());
  }

  /** What requests hold. */
  public ByteBudget memory() {
    return memory;
  }

  /** Where callers find it: a port of this machine, also where any free one was asked for. */
  public String address() {
    return switch (place) {
      case ServicePort _ -> InetAddress.getLoopbackAddress().getHostAddress() + ":" + port();
      case RpcPlace.Within(var name) -> InProcess.address(name);
    };
  }

  /** The port it listens on, also where any free one was asked for; -1 if on none. */
  public int port() {
    return switch (place) {
      case ServicePort port -> server.map(RpcServer::port).orElse(port.address().port());
      case RpcPlace.Within _ -> -1;
    };
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
