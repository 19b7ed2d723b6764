/**
 * Certificates and keys from PEM files, for servers and clients of any kind, read again when the
 * files change.
 *
 * <p>In: the paths that a command line names. Out: the key managers and trust managers that Netty,
 * Vert.x and the JDK ask at every handshake, so that new files count for new connections and those
 * that there are stay. Start reading with {@link io.meridian.service.tls.ServerTls}.
 */
@NullMarked
package io.meridian.service.tls;

import org.jspecify.annotations.NullMarked;
