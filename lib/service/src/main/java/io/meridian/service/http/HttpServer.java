package io.meridian.service.http;

import io.meridian.service.lifecycle.Part;
import io.meridian.service.tls.ServerTls;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port with its routes. HTTP/1.1 only: a connection then carries one body at a time, and pausing
 * it pauses that body.
 */
public final class HttpServer implements Part {
  /** A request's first line and its headers may have this much each. */
  private static final int LARGEST_HEAD = 16 << 10;

  /** What one read of a socket is cut into. */
  private static final int CHUNK = 64 << 10;

  private static final long SWEEP_MILLIS = 250;

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Tells servers with any free port from each other. */
  private final int number = NUMBERS.incrementAndGet();

  private final EventLoops loops;
  private final HttpSettings settings;
  private final Connections connections;
  private final Lanes lanes;
  private final Site site;
  private final List<io.vertx.core.http.HttpServer> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean draining;
  private long sweep;

  /**
   * A server that does not listen yet.
   *
   * @throws IllegalArgumentException if two routes have one path and method
   */
  public HttpServer(
      EventLoops loops, HttpSettings settings, List<Route> routes, HttpMetrics metrics) {
    this.loops = loops;
    this.settings = settings;
    this.connections = new Connections(settings.limits(), metrics);
    this.lanes = new Lanes(settings.name());
    this.site =
        new Site(
            new RouteTable(routes),
            settings,
            metrics,
            connections,
            new BodyArrays(),
            () -> draining);
  }

  @Override
  public String name() {
    return settings.name();
  }

  /**
   * Listens.
   *
   * @throws IOException if the address cannot be had
   */
  @Override
  public void start() throws IOException, InterruptedException {
    Vertx vertx = loops.vertx();
    try {
      EventLoops.await(
          vertx.deployVerticle(
              () -> new Listener(), new DeploymentOptions().setInstances(loops.count())));
    } catch (IOException e) {
      throw new IOException(
          settings.name()
              + " cannot listen on "
              + settings.address()
              + ": "
              + e.getCause()
              + "; free the port or choose another",
          e);
    }
    sweep = vertx.setPeriodic(SWEEP_MILLIS, _ -> connections.sweep());
  }

  /** One event loop's share of the port. */
  private final class Listener extends VerticleBase {
    @Override
    public Future<?> start() {
      io.vertx.core.http.HttpServer listener =
          vertx
              .createHttpServer(
                  serverConfig(), settings.tls().map(HttpServer::sslOptions).orElse(null))
              .connectionHandler(connections::opened)
              .requestHandler(raw -> accept(raw, context))
              .invalidRequestHandler(HttpServer.this::refuse);
      listeners.add(listener);
      return listener.listen(address());
    }
  }

  /** Certificates and authorities are looked up for each handshake, so that they may change. */
  private static ServerSSLOptions sslOptions(ServerTls tls) {
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setKeyCertOptions(KeyCertOptions.wrap(tls.keys()))
            .setEnabledSecureTransportProtocols(new LinkedHashSet<>(tls.protocols()))
            .setUseAlpn(false);
    tls.clients()
        .ifPresent(clients ->
            options.setTrustOptions(TrustOptions.wrap(clients)).setClientAuth(ClientAuth.REQUIRED));
    return options;
  }

  private static HttpServerConfig serverConfig() {
    HttpServerConfig config = new HttpServerConfig();
    config.setVersions(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);
    config.getTcpConfig().setAcceptBacklog(1024);
    config.setHttp1Config(
        new Http1ServerConfig()
            .setMaxInitialLineLength(LARGEST_HEAD)
            .setMaxHeaderSize(LARGEST_HEAD)
            .setMaxChunkSize(CHUNK));
    return config;
  }

  /** All loops share one port, also where any free one was asked for. */
  private SocketAddress address() {
    String host =
        settings.address().host().isEmpty()
            ? new InetSocketAddress(0).getAddress().getHostAddress()
            : settings.address().host();
    int port = settings.address().port();
    return port == 0
        ? SocketAddress.sharedRandomPort(number, host)
        : SocketAddress.inetSocketAddress(port, host);
  }

  /** On the event loop: a request's head is there. */
  private void accept(HttpServerRequest raw, Context loop) {
    Departure departure = connections.busy(raw.connection());
    Exchange exchange = new Exchange(site, raw, loop, departure);
    try {
      lanes.run(exchange.lane(), exchange);
    } catch (RejectedExecutionException e) {
      raw.response().setStatusCode(503).putHeader("Connection", "close").end();
      raw.connection().close();
    }
  }

  /** On the event loop: what came is no request. */
  private void refuse(HttpServerRequest raw) {
    Response response = Refusals.unreadable(raw.decoderResult().cause());
    if (response.body() instanceof ResponseBody.Bytes text) {
      raw.response()
          .setStatusCode(response.status())
          .putHeader("Connection", "close")
          .putHeader("Content-Type", "text/plain; charset=utf-8")
          .end(io.vertx.core.buffer.Buffer.buffer(text.bytes()))
          .onComplete(_ -> raw.connection().close());
    }
  }

  /** The port it listens on, also where any free one was asked for. */
  public int port() {
    return listeners.getFirst().actualPort();
  }

  /** Connections that are open. */
  public int openConnections() {
    return connections.count();
  }

  /** Listens no more, asks clients to go elsewhere, and waits for the requests it has. */
  @Override
  public void drain(Duration grace) throws IOException, InterruptedException {
    draining = true;
    List<Future<Void>> ends = listeners.stream().map(each -> each.shutdown(grace)).toList();
    for (Future<Void> each : ends) {
      EventLoops.await(each);
    }
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    loops.vertx().cancelTimer(sweep);
    for (io.vertx.core.http.HttpServer each : listeners) {
      EventLoops.await(each.close());
    }
    lanes.close();
  }
}
