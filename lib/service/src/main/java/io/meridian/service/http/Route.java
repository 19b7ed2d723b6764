package io.meridian.service.http;

import java.util.function.UnaryOperator;

/**
 * What is answered where.
 *
 * @param name what metrics call its handler
 * @param path begins with a slash; {@code {name}} stands for one segment, {@code /*} at the end for
 *     any rest
 * @param maxBody in bytes
 * @param lane where the handler runs
 */
public record Route(
    String name, Method method, String path, long maxBody, Lane lane, Handler handler) {
  private static final long DEFAULT_MAX_BODY = 1 << 20;

  /** Which threads run a handler. */
  public enum Lane {
    /** A virtual thread for each request. */
    WORK,
    /**
     * Few threads of the operating system that nothing else uses: for what must answer while all
     * processors are busy, and is quick.
     */
    OPERATION
  }

  public Route {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a route's path begins with a slash, was " + path);
    }
  }

  /** Answers GET, and HEAD without the body. */
  public static Route get(String path, Handler handler) {
    return new Route(path, Method.GET, path, 0, Lane.WORK, handler);
  }

  /** Answers POST with a body of at most 1 MiB. */
  public static Route post(String path, Handler handler) {
    return new Route(path, Method.POST, path, DEFAULT_MAX_BODY, Lane.WORK, handler);
  }

  /** The same with another largest body. */
  public Route withMaxBody(long bytes) {
    return new Route(name, method, path, bytes, lane, handler);
  }

  /** The same in another lane. */
  public Route in(Lane other) {
    return new Route(name, method, path, maxBody, other, handler);
  }

  /** The same under another name in metrics. */
  public Route named(String handlerName) {
    return new Route(handlerName, method, path, maxBody, lane, handler);
  }

  /** The same with a handler around its own. */
  public Route behind(UnaryOperator<Handler> guard) {
    return new Route(name, method, path, maxBody, lane, guard.apply(handler));
  }
}
