package io.meridian.querier;

import io.meridian.config.Default;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.IgnoredFlag;
import io.meridian.service.flag.RefusedFlag;
import io.meridian.service.flag.TextOrFile;
import io.meridian.service.grpc.Compression;
import io.meridian.service.tls.ClientTls;
import io.meridian.service.tls.ClientTlsFiles;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.tls.ServerTlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which stores are asked, and how they are spoken to. */
@IgnoredFlag(name = "store.sd-dns-interval", instead = "names are looked up every five seconds")
@IgnoredFlag(name = "store.sd-dns-resolver", instead = "the system's resolver is asked")
@IgnoredFlag(name = "store.sd-interval", instead = "files are looked at every few seconds")
@IgnoredFlag(name = "store.unhealthy-timeout", instead = "servers are shown while they are named")
@IgnoredFlag(name = "endpoint.info-timeout", unless = "5s", instead = "5 s")
@IgnoredFlag(name = "grpc.proxy-strategy", instead = "answers are merged as they come")
@IgnoredFlag(
    name = "endpoint.sd-config-reload-interval",
    instead = "the file is read every five seconds")
@RefusedFlag(
    name = "store.sd-files",
    because = "files of addresses have another flag",
    remedy = "use --endpoint.sd-config-file")
public record FleetSettings(
    @Flag(
            value = "endpoint",
            help = "A store: host:port, dns+host:port, dnssrv+name, dnssrvnoa+name; repeatable.")
        List<String> endpoints,
    @Flag(value = "endpoint-strict", help = "One that must be there, host:port; repeatable.")
        List<String> strict,
    @Flag(
            value = "endpoint-group",
            help = "A name whose servers all have the same data, host:port; repeatable.")
        List<String> groups,
    @Flag(value = "endpoint-group-strict", help = "The same of one that must be there.")
        List<String> strictGroups,
    @Flag(value = "endpoint.sd-config", help = "Stores and how each is spoken to, YAML.")
        Optional<String> sdConfig,
    @Flag(value = "endpoint.sd-config-file", help = "The same in a file; it may change.")
        Optional<Path> sdConfigFile,
    @Flag(value = "grpc-compression", help = "Of what is sent to stores: none, snappy.")
        @Default("none")
        RequestCompression compression,
    @Flag(value = "grpc-client-tls-secure", help = "Whether stores speak TLS.") @Default("false")
        boolean tlsSecure,
    @Flag(value = "grpc-client-tls-skip-verify", help = "Believes any of them; for trials.")
        @Default("false")
        boolean tlsSkipVerify,
    @Flag(value = "grpc-client-tls-cert", help = "Certificate shown to them, PEM.")
        Optional<Path> tlsCert,
    @Flag(value = "grpc-client-tls-key", help = "Its key, a PEM file.") Optional<Path> tlsKey,
    @Flag(value = "grpc-client-tls-ca", help = "Authorities of their certificates.")
        Optional<Path> tlsCa,
    @Flag(value = "grpc-client-server-name", help = "The name their certificates have.")
        Optional<String> serverName) {
  /** How requests to stores are compressed. */
  public enum RequestCompression {
    /** Not at all. */
    NONE,
    /** As framed snappy. */
    SNAPPY
  }

  public FleetSettings {
    endpoints = List.copyOf(endpoints);
    strict = List.copyOf(strict);
    new ServerTlsFiles(tlsCert, tlsKey, Optional.empty()).check("tls_");
    groups = List.copyOf(groups);
    strictGroups = List.copyOf(strictGroups);
    endpoints.forEach(each -> EndpointSources.addresses("endpoints", each, false, false));
    strict.forEach(each -> EndpointSources.addresses("strict", each, true, false));
    groups.forEach(each -> EndpointSources.addresses("groups", each, false, true));
    strictGroups.forEach(each -> EndpointSources.addresses("strict_groups", each, true, true));
    TextOrFile.check("sd_config", sdConfig, sdConfigFile);
  }

  /** How stores are spoken to; in the clear if empty. */
  Optional<ClientTls> tls() {
    if (!tlsSecure) {
      return Optional.empty();
    }
    Optional<KeyPairFiles> pair =
        tlsCert.flatMap(cert -> tlsKey.map(key -> new KeyPairFiles(cert, key)));
    return Optional.of(new ClientTls(new ClientTlsFiles(tlsCa, pair, serverName, tlsSkipVerify)));
  }

  /** How requests to stores are compressed. */
  Compression requests() {
    return switch (compression) {
      case NONE -> Compression.NONE;
      case SNAPPY -> Compression.SNAPPY;
    };
  }

  /** The files whose content may change. */
  Stream<Path> watched() {
    return Stream.of(tlsCert, tlsKey, tlsCa).flatMap(Optional::stream);
  }
}
