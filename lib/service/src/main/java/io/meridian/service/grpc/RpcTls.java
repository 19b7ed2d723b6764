package io.meridian.service.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.meridian.service.tls.ClientTls;
import io.meridian.service.tls.ServerTls;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** TLS as Netty takes it, with the JDK's implementation. */
final class RpcTls {
  /** So long a client may resume a session, past a change of those who are trusted. */
  private static final Duration SESSION = Duration.ofMinutes(5);

  private RpcTls() {}

  static SslContext of(ServerTls tls) {
    SslContextBuilder builder =
        SslContextBuilder.forServer(tls.keys())
            .protocols(tls.protocols())
            .sessionTimeout(SESSION.toSeconds());
    tls.clients()
        .ifPresent(clients -> builder.trustManager(clients).clientAuth(ClientAuth.REQUIRE));
    return built(builder);
  }

  static SslContext of(ClientTls tls) {
    SslContextBuilder builder = SslContextBuilder.forClient().trustManager(tls.servers());
    tls.keys().ifPresent(builder::keyManager);
    return built(builder);
  }

  private static SslContext built(SslContextBuilder builder) {
    try {
      return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    } catch (SSLException e) {
      throw new IllegalStateException("the JDK's TLS cannot be set up", e);
    }
  }
}
