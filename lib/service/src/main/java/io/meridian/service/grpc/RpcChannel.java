package io.meridian.service.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.meridian.service.tls.ClientTls;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to another server, with the settings of the fleet's contract: messages of any size,
 * a ping every ten seconds that must be answered within five, no retries behind the caller's back.
 * It connects when it is first used, and again when it was lost.
 */
public final class RpcChannel implements AutoCloseable {
  private static final Duration PING = Duration.ofSeconds(10);
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  private final ManagedChannel channel;
  private final ExecutorService threads;
  private final CallOptions options;

  private RpcChannel(ManagedChannel channel, ExecutorService threads, CallOptions options) {
    this.channel = channel;
    this.threads = threads;
    this.options = options;
  }

  /** Begins the description of a channel to a host and port, or {@link InProcess}. */
  public static Builder to(String address) {
    return new Builder(address);
  }

  /** Describes a channel. */
  public static final class Builder {
    private final String address;
    private Compression compression = Compression.NONE;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private @Nullable ClientTls tls;

    private Builder(String address) {
      this.address = address;
    }

    /** How requests are compressed, by default not at all. */
    public Builder compression(Compression compression) {
      this.compression = compression;
      return this;
    }

    /** How long connecting may take. */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
      return this;
    }

    /** Has the channel speak TLS. */
    public Builder tls(ClientTls tls) {
      this.tls = tls;
      return this;
    }

    /** Makes the channel, without connecting. */
    public RpcChannel open() {
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      Optional<String> within = InProcess.name(address);
      ManagedChannelBuilder<?> builder =
          within.isPresent() ? InProcessChannelBuilder.forName(within.get()) : overNetwork();
      builder
          .executor(threads)
          .maxInboundMessageSize(Integer.MAX_VALUE)
          .disableRetry()
          .compressorRegistry(Compression.compressors())
          .decompressorRegistry(Compression.decompressors())
          .intercept(new TenantMetadata.Writing(), new CallSpans.Calling());
      CallOptions options =
          compression == Compression.NONE || within.isPresent()
              ? CallOptions.DEFAULT
              : CallOptions.DEFAULT.withCompression(compression.encoding());
      return new RpcChannel(builder.build(), threads, options);
    }

    private NettyChannelBuilder overNetwork() {
      NettyChannelBuilder builder =
          NettyChannelBuilder.forTarget("dns:///" + address)
              .keepAliveTime(PING.toSeconds(), TimeUnit.SECONDS)
              .keepAliveTimeout(PING_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
              .keepAliveWithoutCalls(true)
              .withOption(
                  ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()));
      if (tls == null) {
        builder.usePlaintext();
      } else {
        builder.sslContext(RpcTls.of(tls));
        tls.serverName().ifPresent(builder::overrideAuthority);
      }
      return builder;
    }
  }

  /** The channel for stubs. */
  public Channel channel() {
    return channel;
  }

  /** What calls through {@link #channel} should start from: the channel's compression. */
  public CallOptions options() {
    return options;
  }

  /**
   * Calls a method of one request and one answer, and waits for it.
   *
   * @throws io.grpc.StatusRuntimeException if the answer is another than OK, or there is none in
   *     time
   */
  public WireMessage call(
      MethodDescriptor<WireMessage, WireMessage> method,
      String tenant,
      WireMessage request,
      Duration timeout) {
    CallOptions own =
        TenantMetadata.with(options, tenant)
            .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    return ClientCalls.blockingUnaryCall(channel, method, own, request);
  }

  /** Connects now: before the first call, or where a lost connection's turn would come later. */
  public void connect() {
    channel.resetConnectBackoff();
    channel.getState(true);
  }

  /** Cancels the calls that there are. */
  @Override
  public void close() {
    channel.shutdownNow();
    threads.shutdown();
  }
}
