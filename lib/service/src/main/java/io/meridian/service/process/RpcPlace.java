package io.meridian.service.process;

import io.meridian.service.tls.ServerTls;
import java.util.Optional;

/** Where gRPC is served. */
public sealed interface RpcPlace permits ServicePort, RpcPlace.Within {
  /** For callers in the same process, see {@link io.meridian.service.grpc.InProcess}. */
  record Within(String name) implements RpcPlace {
    @Override
    public Optional<ServerTls> tls() {
      return Optional.empty();
    }
  }

  /** The certificates that callers see, if they see any. */
  Optional<ServerTls> tls();
}
