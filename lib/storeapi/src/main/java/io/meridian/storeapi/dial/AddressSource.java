package io.meridian.storeapi.dial;

import io.meridian.model.InvalidRequestException;
import java.util.List;
import java.util.Set;

/** Which servers there are; asked again before every round of questions. */
@FunctionalInterface
public interface AddressSource {
  /**
   * The addresses at the moment, host and port each.
   *
   * @throws io.meridian.model.UnavailableException if that cannot be told; what was known stays
   */
  Set<String> addresses();

  /** Addresses that never change. */
  static AddressSource of(List<String> addresses) {
    Set<String> all = Set.copyOf(addresses);
    return () -> all;
  }

  /**
   * What an endpoint on a command line means: {@code host:port}, {@code dns+host:port} for all
   * addresses of a host, {@code dnssrv+name} for the servers of SRV records, {@code dnssrvnoa+name}
   * for the same by their hosts' names.
   *
   * @throws InvalidRequestException if it means nothing
   */
  static AddressSource named(String endpoint) {
    int plus = endpoint.indexOf('+');
    if (plus < 0) {
      int colon = endpoint.lastIndexOf(':');
      if (colon < 1 || colon == endpoint.length() - 1) {
        throw new InvalidRequestException("\"" + endpoint + "\" is no address; write host:port");
      }
      return of(List.of(endpoint));
    }
    String name = endpoint.substring(plus + 1);
    return switch (endpoint.substring(0, plus)) {
      case "dns" -> new DnsAddresses(name);
      case "dnssrv" -> new SrvAddresses(name, true, SrvAddresses.SYSTEM_SERVERS);
      case "dnssrvnoa" -> new SrvAddresses(name, false, SrvAddresses.SYSTEM_SERVERS);
      default ->
          throw new InvalidRequestException(
              "\"%s\" is looked up in no way known; write host:port, dns+host:port, dnssrv+name or dnssrvnoa+name"
                  .formatted(endpoint));
    };
  }

  /** Whether an endpoint is a name to be looked up, so that servers come and go. */
  static boolean isLookedUp(String endpoint) {
    return endpoint.indexOf('+') >= 0;
  }
}
