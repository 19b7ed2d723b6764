package io.meridian.service.auth;

import io.meridian.config.Secret;
import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Lets in who shows a user's password or a token. Where the configuration has neither, everybody.
 *
 * <p>A bcrypt hash is checked once a user and password; what was right is remembered as a digest,
 * so that a scrape costs no tenth of a second. Wrong ones are tried one at a time, a wrong user as
 * slowly as a wrong password.
 */
public final class Authentication {
  /** Of no password; for users that are not there. */
  private static final String NOBODY =
      "$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  /** For probes, which have no password and learn nothing that is secret. */
  private static final Set<String> OPEN = Set.of("/-/healthy", "/-/ready");

  private final Semaphore trying = new Semaphore(1);
  private volatile State state;

  /** A configuration with what was found right under it. */
  private record State(WebConfig config, Map<String, String> right) {}

  public Authentication(WebConfig config) {
    state = new State(config, new ConcurrentHashMap<>());
  }

  /** Takes another configuration; what was right before is checked anew. */
  public void use(WebConfig config) {
    state = new State(config, new ConcurrentHashMap<>());
  }

  /** The routes, behind this; health and readiness stay open. */
  public List<Route> protect(List<Route> routes) {
    return routes.stream()
        .map(route -> OPEN.contains(route.path()) ? route : route.behind(this::around))
        .toList();
  }

  private Handler around(Handler handler) {
    return request -> isLetIn(request) ? handler.handle(request) : refusal();
  }

  private static Response refusal() {
    return Response.text(401, "unauthorized; send a user's password or a token")
        .with("WWW-Authenticate", "Basic realm=\"meridian\"")
        .with("WWW-Authenticate", "Bearer");
  }

  private boolean isLetIn(Request request) throws InterruptedException {
    State now = state;
    if (now.config().basicAuthUsers().isEmpty() && now.config().bearerTokens().isEmpty()) {
      return true;
    }
    String shown = request.headers().first("Authorization").orElse("");
    int space = shown.indexOf(' ');
    String scheme = space < 0 ? "" : shown.substring(0, space).toLowerCase(Locale.ROOT);
    String credentials = shown.substring(space + 1).strip();
    return switch (scheme) {
      case "basic" -> isUser(now, credentials);
      case "bearer" -> isToken(now.config(), credentials);
      default -> false;
    };
  }

  private static boolean isToken(WebConfig config, String shown) {
    boolean found = false;
    for (Secret each : config.bearerTokens()) {
      found |= each.equals(new Secret(shown));
    }
    return found;
  }

  private boolean isUser(State now, String encoded) throws InterruptedException {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return false;
    }
    String user = pair.substring(0, colon);
    String digest = digest(pair);
    if (digest.equals(now.right().get(user))) {
      return true;
    }
    Optional<Secret> hash = Optional.ofNullable(now.config().basicAuthUsers().get(user));
    trying.acquire();
    try {
      boolean right =
          Bcrypt.matches(pair.substring(colon + 1), hash.map(Secret::reveal).orElse(NOBODY))
              && hash.isPresent();
      if (right) {
        now.right().put(user, digest);
      }
      return right;
    } finally {
      trying.release();
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
