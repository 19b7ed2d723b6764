package io.meridian.querier;

import io.grpc.Channel;
import io.meridian.service.grpc.Compression;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.tls.ClientTls;
import io.meridian.storeapi.dial.Dialler;
import java.util.Optional;

/**
 * Opens connections to stores; equal if they are opened alike.
 *
 * @param tls in the clear if empty
 * @param compression of requests
 */
record StoreDialler(Optional<ClientTls> tls, Compression compression) implements Dialler {
  @Override
  public Connection open(String address) {
    RpcChannel.Builder builder = RpcChannel.to(address).compression(compression);
    tls.ifPresent(builder::tls);
    return new Opened(builder.open());
  }

  private record Opened(RpcChannel opened) implements Connection {
    @Override
    public Channel channel() {
      return opened.channel();
    }

    @Override
    public void close() {
      opened.close();
    }
  }
}
