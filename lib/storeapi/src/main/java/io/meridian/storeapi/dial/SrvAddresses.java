package io.meridian.storeapi.dial;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import java.util.Hashtable;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * The servers that a name's SRV records tell of: what {@code dnssrv+_grpc._tcp.stores.example}
 * means on a command line, and {@code dnssrvnoa+} where the records' hosts are to be dialled by
 * name. The records say the ports, unless the name comes with one.
 */
public final class SrvAddresses implements AddressSource {
  /** The name servers that the machine is told to ask. */
  public static final String SYSTEM_SERVERS = "dns:";

  private static final String[] SRV = {"SRV"};
  private static final String TIMEOUT_MILLIS = "2000";

  private final String name;
  private final String port;
  private final boolean lookUpHosts;
  private final String servers;

  /**
   * The servers of a name.
   *
   * @param nameAndPort such as {@code _grpc._tcp.stores.example}, the port left out mostly
   * @param lookUpHosts whether the addresses of the hosts are wanted, or their names
   * @param servers who is asked: {@link #SYSTEM_SERVERS}, or {@code dns://host:port}
   */
  public SrvAddresses(String nameAndPort, boolean lookUpHosts, String servers) {
    int colon = nameAndPort.lastIndexOf(':');
    name = colon < 0 ? nameAndPort : nameAndPort.substring(0, colon);
    port = colon < 0 ? "" : nameAndPort.substring(colon + 1);
    this.lookUpHosts = lookUpHosts;
    this.servers = servers;
    if (name.isEmpty()) {
      throw new InvalidRequestException("no name of SRV records is given");
    }
  }

  /** The JDK's DNS client is behind an old interface; it reads texts of records and no objects. */
  @Override
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  public Set<String> addresses() {
    Set<String> found = new TreeSet<>();
    try {
      Hashtable<String, String> environment = new Hashtable<>();
      environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
      environment.put(Context.PROVIDER_URL, servers);
      environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
      environment.put("com.sun.jndi.dns.timeout.retries", "1");
      InitialDirContext dns = new InitialDirContext(environment);
      try {
        Attribute records = dns.getAttributes(name, SRV).get(SRV[0]);
        NamingEnumeration<?> all = records == null ? null : records.getAll();
        while (all != null && all.hasMore()) {
          add(String.valueOf(all.next()), found);
        }
      } finally {
        dns.close();
      }
    } catch (NamingException e) {
      throw new UnavailableException(
          "the name " + name + " has no SRV records at the moment: " + e.getMessage(), e);
    }
    return found;
  }

  /** Adds the server of a record: priority, weight, port and host. */
  private void add(String record, Set<String> into) {
    String[] fields = record.trim().split("\\s+", -1);
    if (fields.length != 4) {
      throw new UnavailableException("the SRV record \"" + record + "\" of " + name + " is none");
    }
    String host =
        fields[3].endsWith(".") ? fields[3].substring(0, fields[3].length() - 1) : fields[3];
    String hostAndPort = host + ":" + (port.isEmpty() ? fields[2] : port);
    if (lookUpHosts) {
      into.addAll(new DnsAddresses(hostAndPort).addresses());
    } else {
      into.add(hostAndPort);
    }
  }
}
