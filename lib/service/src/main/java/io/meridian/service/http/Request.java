package io.meridian.service.http;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request. Its head is there when the handler is called; its body is read by {@link #body}.
 * Confined to the handler's thread.
 */
public final class Request {
  private final Method method;
  private final String path;
  private final Parameters query;
  private final Headers headers;
  private final String id;
  private final Peer peer;
  private final Map<String, String> pathParameters;
  private final BodySource source;
  private final Departure departure;
  private @Nullable RequestBody body;

  /**
   * A request.
   *
   * @param path decoded, beginning with a slash, without the query
   * @param id what logs and the answer's {@code X-Request-Id} call it
   * @param pathParameters values of the route's names in braces
   */
  public Request(
      Method method,
      String path,
      Parameters query,
      Headers headers,
      String id,
      Peer peer,
      Map<String, String> pathParameters,
      BodySource source) {
    this(method, path, query, headers, id, peer, pathParameters, source, new Departure());
  }

  Request(
      Method method,
      String path,
      Parameters query,
      Headers headers,
      String id,
      Peer peer,
      Map<String, String> pathParameters,
      BodySource source,
      Departure departure) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.id = id;
    this.peer = peer;
    this.pathParameters = Map.copyOf(pathParameters);
    this.source = source;
    this.departure = departure;
  }

  public Method method() {
    return method;
  }

  /** The path, decoded, without the query. */
  public String path() {
    return path;
  }

  public Parameters query() {
    return query;
  }

  public Headers headers() {
    return headers;
  }

  /** What logs and the answer's {@code X-Request-Id} call this request. */
  public String id() {
    return id;
  }

  public Peer peer() {
    return peer;
  }

  /** The part of the path that stands for a name in braces of the route's path. */
  public Optional<String> pathParameter(String name) {
    return Optional.ofNullable(pathParameters.get(name));
  }

  /**
   * The body, whole. The first call waits for memory and for the client; whoever wants to refuse a
   * request unread does so before.
   *
   * @return the body, until the request is answered
   * @throws BodyTooLargeException if it is larger than the route allows
   * @throws BodyUnfinishedException if the client left, or was cut for being too slow
   * @throws io.meridian.model.OverloadedException if no memory was granted in time
   */
  public RequestBody body() throws InterruptedException {
    if (body == null) {
      body = source.read();
    }
    return body;
  }

  /**
   * Has an action run when the client leaves before it has its answer, at once if it has left
   * already. It runs on a thread that has no time: it may set a flag or cancel a query, not wait.
   */
  public void whenGone(Runnable action) {
    departure.then(action);
  }

  /**
   * Has an action run once the answer is written or given up, on the handler's thread: to give back
   * what the answer holds. It must not fail.
   */
  public void whenOver(Runnable action) {
    departure.afterwards(action);
  }
}
