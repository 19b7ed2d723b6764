package io.meridian.service.http;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Who is at the other end of a connection.
 *
 * @param address its network address and port
 * @param certificate what it showed, verified, where the connection is TLS with client certificates
 */
public record Peer(String address, Optional<X509Certificate> certificate) {}
