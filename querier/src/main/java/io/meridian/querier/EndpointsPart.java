package io.meridian.querier;

import io.grpc.Channel;
import io.meridian.service.grpc.Compression;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.tls.ClientTls;
import io.meridian.storeapi.dial.Dialler;
import io.meridian.storeapi.dial.Endpoints;
import java.util.Optional;

/** The stores that are there: asked once before a querier is ready, and on and on after that. */
final class EndpointsPart implements Part {
  private final Endpoints endpoints;

  EndpointsPart(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /** How connections to stores are opened. */
  static Dialler dialler(Optional<ClientTls> tls, Compression compression) {
    return address -> {
      RpcChannel.Builder builder = RpcChannel.to(address).compression(compression);
      tls.ifPresent(builder::tls);
      return new Connection(builder.open());
    };
  }

  private record Connection(RpcChannel opened) implements Dialler.Connection {
    @Override
    public Channel channel() {
      return opened.channel();
    }

    @Override
    public void close() {
      opened.close();
    }
  }

  @Override
  public String name() {
    return "stores";
  }

  @Override
  public void start() {
    endpoints.start();
  }

  @Override
  public void stop() {
    endpoints.close();
  }
}
