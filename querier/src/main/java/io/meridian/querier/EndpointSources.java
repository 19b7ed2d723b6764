package io.meridian.querier;

import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import io.meridian.config.InvalidValueException;
import io.meridian.model.InvalidRequestException;
import io.meridian.service.flag.TextOrFile;
import io.meridian.service.grpc.Compression;
import io.meridian.service.tls.ClientTlsFiles;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.tls.TlsFileException;
import io.meridian.storeapi.dial.AddressSource;
import io.meridian.storeapi.dial.DnsAddresses;
import io.meridian.storeapi.dial.Endpoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where stores are, by command line and by a file that may change: it is read before every round of
 * questions to them. A file that is wrong leaves in place what was read before, and says so once.
 */
final class EndpointSources implements Supplier<List<Endpoints.Source>> {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointSources.class);

  private final List<Endpoints.Source> fixed = new ArrayList<>();
  private final Optional<Path> file;
  private final StoreDialler usual;

  private final StoreCertificates certificates = new StoreCertificates();

  /** One for each endpoint as it is written, so that what is dialled alike stays connected. */
  private final Map<String, AddressSource> addresses = new HashMap<>();

  private List<Endpoints.Source> ofFile;

  /** What was wrong in the last round. */
  private List<String> problems = List.of();

  /**
   * Sources; the file, or its content, is read.
   *
   * @param usual how stores are spoken to where the file does not say it
   * @param others stores that neither names
   * @throws ConfigException if the file is wrong
   */
  EndpointSources(FleetSettings settings, StoreDialler usual, List<AddressSource> others) {
    this.usual = usual;
    file = settings.sdConfigFile();
    settings.endpoints().forEach(each -> fixed.add(source(each, false, false, usual)));
    settings.strict().forEach(each -> fixed.add(source(each, true, false, usual)));
    settings.groups().forEach(each -> fixed.add(source(each, false, true, usual)));
    settings.strictGroups().forEach(each -> fixed.add(source(each, true, true, usual)));
    others.forEach(of -> fixed.add(new Endpoints.Source(of, false, Optional.empty(), usual)));
    ofFile =
        new TextOrFile("--endpoint.sd-config", settings.sdConfig(), file)
            .read()
            .map(this::read)
            .orElse(List.of());
  }

  @Override
  public synchronized List<Endpoints.Source> get() {
    List<String> wrong = new ArrayList<>();
    if (file.isPresent()) {
      try {
        ofFile = read(ConfigFile.read(file.get()));
      } catch (ConfigException e) {
        wrong.add("the stores that were read last stay in place: " + e.getMessage());
      }
    }
    certificates.renew(
        each -> wrong.add("the certificates that were read last stay in place: " + each));
    tell(wrong);
    List<Endpoints.Source> all = new ArrayList<>(fixed);
    all.addAll(ofFile);
    return all;
  }

  private void tell(List<String> wrong) {
    if (!wrong.equals(problems)) {
      problems = wrong;
      wrong.forEach(LOG::warn);
    }
  }

  private List<Endpoints.Source> read(ConfigFile from) {
    EndpointsYaml yaml = from.bind(EndpointsYaml.class).value();
    List<Endpoints.Source> sources = new ArrayList<>();
    for (int i = 0; i < yaml.endpoints().size(); i++) {
      EndpointsYaml.Server server = yaml.endpoints().get(i);
      try {
        Optional<EndpointsYaml.Client> client = server.clientConfig().or(yaml::defaultClientConfig);
        StoreDialler dialler = client.map(this::dialler).orElse(usual);
        sources.add(source(server.address(), server.strict(), server.group(), dialler));
      } catch (InvalidValueException | TlsFileException e) {
        throw from.problem("endpoints[" + i + "]", String.valueOf(e.getMessage()), "correct it");
      }
    }
    return sources;
  }

  private Endpoints.Source source(
      String endpoint, boolean strict, boolean group, StoreDialler dialler) {
    AddressSource of =
        addresses.computeIfAbsent(
            (group ? "group " : "") + endpoint, _ -> addresses("address", endpoint, strict, group));
    return new Endpoints.Source(
        of, strict, group ? Optional.of(endpoint) : Optional.empty(), dialler);
  }

  /**
   * What an endpoint means, which is a value of a key; a group's name has as many addresses as the
   * group has servers.
   *
   * @throws InvalidValueException if it means nothing
   */
  static AddressSource addresses(String key, String endpoint, boolean strict, boolean group) {
    try {
      AddressSource named = AddressSource.named(endpoint);
      if (strict && AddressSource.isLookedUp(endpoint)) {
        throw new InvalidRequestException(
            "\"" + endpoint + "\" is looked up, and what must be there needs an address");
      }
      return group && !AddressSource.isLookedUp(endpoint) ? new DnsAddresses(endpoint) : named;
    } catch (InvalidRequestException e) {
      throw new InvalidValueException(
          key, String.valueOf(e.getMessage()), "write host:port, or dns+host:port");
    }
  }

  private StoreDialler dialler(EndpointsYaml.Client client) {
    Compression compression =
        switch (client.compression()) {
          case "snappy" -> Compression.SNAPPY;
          case "none" -> Compression.NONE;
          case "" -> usual.compression();
          default ->
              throw new InvalidValueException(
                  "compression", "is \"" + client.compression() + "\"", "write none or snappy");
        };
    if (client.tlsConfig().isEmpty() && client.serverName().isEmpty()) {
      return new StoreDialler(usual.tls(), compression);
    }
    Optional<EndpointsYaml.Tls> tls = client.tlsConfig().filter(EndpointsYaml.Tls::isOn);
    return new StoreDialler(
        tls.map(of -> certificates.of(files(of, client.serverName()))), compression);
  }

  private static ClientTlsFiles files(EndpointsYaml.Tls tls, String serverName) {
    if (tls.certFile().isPresent() != tls.keyFile().isPresent()) {
      throw new InvalidValueException(
          "tls_config", "has a certificate or a key alone", "give both, or none");
    }
    return new ClientTlsFiles(
        tls.caFile(),
        tls.certFile().flatMap(cert -> tls.keyFile().map(key -> new KeyPairFiles(cert, key))),
        serverName.isEmpty() ? Optional.empty() : Optional.of(serverName),
        tls.insecureSkipVerify());
  }
}
