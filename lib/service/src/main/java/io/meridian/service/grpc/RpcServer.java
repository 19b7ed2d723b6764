package io.meridian.service.grpc;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.inprocess.InProcessSocketAddress;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.meridian.model.UnavailableException;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.tls.ServerTls;
import io.meridian.service.trace.Tracing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server with the settings that the fleet's contract asks for: messages of any size, clients
 * that ping every ten seconds whether they have calls or not, compression, health and reflection.
 * Calls are served on virtual threads. Health says NOT_SERVING until {@link #serving} is told
 * otherwise.
 */
public final class RpcServer implements AutoCloseable {
  /** Clients ping every 10 s; what they send a little early is no offence. */
  private static final Duration PERMITTED_PING = Duration.ofSeconds(5);

  /** How soon it is noticed that a client is gone without a word. */
  private static final Duration PING = Duration.ofSeconds(30);

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LAST_GRACE = Duration.ofSeconds(5);

  private final Server server;
  private final HealthStatusManager health;
  private final ExecutorService threads;

  private RpcServer(Server server, HealthStatusManager health, ExecutorService threads) {
    this.server = server;
    this.health = health;
    this.threads = threads;
  }

  /** Begins the description of a server at an address; port 0 takes a free one. */
  public static Builder at(InetSocketAddress address) {
    return new Builder(address);
  }

  /** Begins the description of a server for callers in this process, see {@link InProcess}. */
  public static Builder within(String name) {
    return new Builder(new InProcessSocketAddress(name));
  }

  /** Describes a server. */
  public static final class Builder {
    private final SocketAddress address;
    private final List<ServerServiceDefinition> services = new ArrayList<>();
    private RpcObserver observer = _ -> {};
    private ByteBudget memory = new ByteBudget("gRPC requests", Long.MAX_VALUE, 0);
    private Tracing tracing = Tracing.NONE;
    private @Nullable ServerTls tls;

    private Builder(SocketAddress address) {
      this.address = address;
    }

    public Builder service(ServerServiceDefinition service) {
      services.add(service);
      return this;
    }

    public Builder observer(RpcObserver observer) {
      this.observer = observer;
      return this;
    }

    /**
     * Bounds what requests hold, from the arrival of their bytes to the ends of their calls; calls
     * for which there is no room end with RESOURCE_EXHAUSTED. A message takes twice its size.
     */
    public Builder memory(ByteBudget memory) {
      this.memory = memory;
      return this;
    }

    /** Tells of the calls, those of health and reflection left out. */
    public Builder tracing(Tracing tracing) {
      this.tracing = tracing;
      return this;
    }

    /** Has the server speak TLS. */
    public Builder tls(ServerTls tls) {
      this.tls = tls;
      return this;
    }

    /**
     * Starts to listen.
     *
     * @throws UnavailableException if the address cannot be had
     */
    public RpcServer start() {
      HealthStatusManager health = new HealthStatusManager();
      health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.NOT_SERVING);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      ServerBuilder<?> builder =
          address instanceof InProcessSocketAddress within
              ? InProcessServerBuilder.forAddress(within).intercept(new InProcess.Copying())
              : port();
      builder
          .executor(threads)
          .compressorRegistry(Compression.compressors())
          .decompressorRegistry(Compression.decompressors())
          .addStreamTracerFactory(CallTracer.factory(observer, memory))
          .intercept(new CallSpans.Serving(tracing))
          .intercept(new TenantMetadata.Reading())
          .intercept(new AnswerCompression())
          .addServices(services)
          .addService(ProtoReflectionServiceV1.newInstance())
          .addService(health.getHealthService());
      Server server = builder.build();
      try {
        server.start();
      } catch (IOException e) {
        threads.close();
        throw new UnavailableException("cannot listen for gRPC at " + address + ": " + cause(e), e);
      }
      return new RpcServer(server, health, threads);
    }

    private static String cause(IOException failure) {
      Throwable cause = failure.getCause();
      return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    private NettyServerBuilder port() {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(address)
              .maxInboundMessageSize(Integer.MAX_VALUE)
              .permitKeepAliveTime(PERMITTED_PING.toSeconds(), TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .keepAliveTime(PING.toSeconds(), TimeUnit.SECONDS)
              .keepAliveTimeout(PING_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (tls != null) {
        builder.sslContext(RpcTls.of(tls));
      }
      return builder;
    }
  }

  /** The port it listens at. */
  public int port() {
    return server.getPort();
  }

  /** What health checks are told. */
  public void serving(boolean serving) {
    health.setStatus(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /**
   * Stops in order: health says so for good, no connection and no call is taken any more, the calls
   * that there are may end within the time given; those that do not are cancelled.
   *
   * @return whether all ended in time
   */
  public boolean drain(Duration grace) {
    health.enterTerminalState();
    server.shutdown();
    boolean inTime = await(grace);
    if (!inTime) {
      server.shutdownNow();
      await(LAST_GRACE);
    }
    threads.shutdown();
    return inTime;
  }

  private boolean await(Duration time) {
    try {
      return server.awaitTermination(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops at once. */
  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
