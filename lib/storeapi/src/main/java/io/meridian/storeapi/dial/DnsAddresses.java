package io.meridian.storeapi.dial;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.TreeSet;

/**
 * All addresses of a host's name, each a server: what {@code dns+host:port} means on a command
 * line.
 */
public final class DnsAddresses implements AddressSource {
  private final String host;
  private final String port;

  /**
   * The addresses of a name.
   *
   * @param hostAndPort such as {@code stores.example:10901}
   */
  public DnsAddresses(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    if (colon < 1 || colon == hostAndPort.length() - 1) {
      throw new InvalidRequestException(
          "\"" + hostAndPort + "\" is no address; host:port is needed, such as stores:10901");
    }
    host = hostAndPort.substring(0, colon);
    port = hostAndPort.substring(colon + 1);
  }

  @Override
  public Set<String> addresses() {
    try {
      Set<String> found = new TreeSet<>();
      for (InetAddress address : InetAddress.getAllByName(host)) {
        String text = address.getHostAddress();
        found.add((address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port);
      }
      return found;
    } catch (UnknownHostException e) {
      throw new UnavailableException("the name " + host + " has no address at the moment", e);
    }
  }
}
