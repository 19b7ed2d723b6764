/**
 * Who may send requests at all, by the file of {@code --http.config}, which Prometheus and its
 * exporters have as well.
 *
 * <p>What enters: users with bcrypt hashes, bearer tokens, requests. What leaves: handlers that
 * answer 401 to everybody else, and the server's side of TLS.
 *
 * <p>Start reading at {@link io.meridian.service.auth.PortGuard}, which a process has for its port;
 * {@link io.meridian.service.auth.Authentication} is the door.
 */
@NullMarked
package io.meridian.service.auth;

import org.jspecify.annotations.NullMarked;
