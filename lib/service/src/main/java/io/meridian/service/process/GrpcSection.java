package io.meridian.service.process;

import io.meridian.config.Default;
import io.meridian.service.flag.Flag;
import io.meridian.service.grpc.InProcess;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.tls.ServerTlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The port of gRPC. */
public record GrpcSection(
    @Flag(value = "grpc-address", help = "Where gRPC is served.") @Default("0.0.0.0:10901")
        String address,
    @Flag(value = "grpc-grace-period", help = "How long calls may take at the end.") @Default("2m")
        Duration gracePeriod,
    @Flag(value = "grpc-server-tls-cert", help = "Certificate of that port, a PEM file.")
        Optional<Path> tlsCert,
    @Flag(value = "grpc-server-tls-key", help = "Its key, a PEM file.") Optional<Path> tlsKey,
    @Flag(value = "grpc-server-tls-client-ca", help = "Authorities of clients' certificates.")
        Optional<Path> tlsClientCa) {
  public GrpcSection {
    if (InProcess.name(address).isEmpty()) {
      ListenAddress.parse("address", address);
    }
    new ServerTlsFiles(tlsCert, tlsKey, tlsClientCa).check("tls_");
  }

  /**
   * Where it is, with its certificates read.
   *
   * @throws io.meridian.service.tls.TlsFileException if one cannot be used
   */
  public RpcPlace open() {
    Optional<String> within = InProcess.name(address);
    return within.isPresent()
        ? new RpcPlace.Within(within.get())
        : new ServicePort(ListenAddress.parse("address", address), files().open());
  }

  private ServerTlsFiles files() {
    return new ServerTlsFiles(tlsCert, tlsKey, tlsClientCa);
  }

  /** The files whose content may change. */
  public Stream<Path> watched() {
    return files().all();
  }
}
