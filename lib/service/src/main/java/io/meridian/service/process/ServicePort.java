package io.meridian.service.process;

import io.meridian.service.http.ListenAddress;
import io.meridian.service.tls.ServerTls;
import java.util.Optional;

/** A port, with TLS or without. */
public record ServicePort(ListenAddress address, Optional<ServerTls> tls) implements RpcPlace {}
