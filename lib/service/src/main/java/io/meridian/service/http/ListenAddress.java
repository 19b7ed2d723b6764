package io.meridian.service.http;

import io.meridian.config.InvalidValueException;

/**
 * Where a server listens.
 *
 * @param host empty for all addresses of the machine
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {

  /**
   * Reads {@code :10902}, {@code 127.0.0.1:10902} or {@code [::1]:10902}.
   *
   * @param source what errors call it, such as the flag it came with
   * @throws InvalidValueException if it is none of these
   */
  public static ListenAddress parse(String source, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || (host.indexOf(':') >= 0 && !bracketed)) {
      throw refusal(source, text);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 0 || port > 65535) {
        throw refusal(source, text);
      }
      return new ListenAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
    } catch (NumberFormatException e) {
      throw refusal(source, text);
    }
  }

  private static InvalidValueException refusal(String source, String text) {
    return new InvalidValueException(
        source,
        "\"" + text + "\" is no address to listen on",
        "write host:port or :port, such as 0.0.0.0:10902");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
