package io.meridian.receiver;

import io.meridian.cluster.ring.RingAlgorithm;
import io.meridian.cluster.ring.RingFile;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.service.flag.FileKey;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.IgnoredFlag;
import io.meridian.service.flag.RefusedFlag;
import io.meridian.service.flag.TextOrFile;
import io.meridian.service.tls.ClientTls;
import io.meridian.service.tls.ClientTlsFiles;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.tls.ServerTlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ring that a receiver belongs to; without one it keeps all it takes. Our rings are ketama by
 * default, Thanos' hashmod: in a mixed fleet say which.
 */
@IgnoredFlag(
    name = "receive.hashrings-file-refresh-interval",
    instead = "the file is looked at every few seconds")
@IgnoredFlag(name = "receive.grpc-compression", instead = "what is sent on is not compressed")
@IgnoredFlag(name = "receive.forward.async-workers", instead = "each peer has a queue of its own")
@IgnoredFlag(name = "receive.capnproto-address", instead = "receivers speak gRPC to each other")
@IgnoredFlag(name = "remote-write.client-tls-min-version", unless = "1.3", instead = "1.3")
@RefusedFlag(
    name = "receive.replication-protocol",
    unless = "protobuf",
    because = "receivers speak gRPC to each other",
    remedy = "leave it out, here and at all receivers of the ring")
public record RingSettings(
    @Flag(value = "receive.hashrings", help = "The rings, JSON as in Thanos.")
        Optional<String> hashrings,
    @Flag(value = "receive.hashrings-file", help = "The same in a file; it may change.")
        Optional<Path> hashringsFile,
    @Flag(value = "receive.hashrings-algorithm", help = "Of rings that name none.")
        @Default("ketama")
        RingAlgorithm algorithm,
    @Flag(
            value = "receive.local-endpoint",
            help = "How the rings call this receiver; without it, it only sends on.")
        Optional<String> localEndpoint,
    @Flag(value = "receive.replication-factor", help = "How many receivers keep a series.")
        @Default("1")
        int replicationFactor,
    @FileKey(help = "Whether of two copies both are needed before the answer.") @Default("false")
        boolean bothOfTwo,
    @Flag(value = "remote-write.client-tls-secure", help = "Whether other receivers speak TLS.")
        @Default("false")
        boolean clientTlsSecure,
    @Flag(value = "remote-write.client-tls-skip-verify", help = "Believes any of them; for trials.")
        @Default("false")
        boolean clientTlsSkipVerify,
    @Flag(value = "remote-write.client-tls-cert", help = "Certificate shown to them, PEM.")
        Optional<Path> clientTlsCert,
    @Flag(value = "remote-write.client-tls-key", help = "Its key, a PEM file.")
        Optional<Path> clientTlsKey,
    @Flag(value = "remote-write.client-tls-ca", help = "Authorities of their certificates.")
        Optional<Path> clientTlsCa,
    @Flag(value = "remote-write.client-server-name", help = "The name their certificates have.")
        Optional<String> clientServerName) {

  public RingSettings {
    TextOrFile.check("hashrings", hashrings, hashringsFile);
    if (replicationFactor < 1) {
      throw new InvalidValueException(
          "replication_factor", "is " + replicationFactor, "keep one copy at least");
    }
    new ServerTlsFiles(clientTlsCert, clientTlsKey, Optional.empty()).check("client_tls_");
  }

  /**
   * The rings as they are now; none if this receiver is alone.
   *
   * @throws io.meridian.config.ConfigException if they are wrong
   */
  Optional<TenantRings> read() {
    RingFile form = new RingFile(algorithm, replicationFactor);
    return new TextOrFile("--receive.hashrings", hashrings, hashringsFile).read().map(form::read);
  }

  /** How other receivers are spoken to; in the clear if empty. */
  Optional<ClientTls> tls() {
    if (!clientTlsSecure) {
      return Optional.empty();
    }
    Optional<KeyPairFiles> pair =
        clientTlsCert.flatMap(cert -> clientTlsKey.map(key -> new KeyPairFiles(cert, key)));
    return Optional.of(
        new ClientTls(
            new ClientTlsFiles(clientTlsCa, pair, clientServerName, clientTlsSkipVerify)));
  }

  /** The files whose content may change. */
  Stream<Path> watched() {
    return Stream.of(hashringsFile, clientTlsCert, clientTlsKey, clientTlsCa)
        .flatMap(Optional::stream);
  }
}
