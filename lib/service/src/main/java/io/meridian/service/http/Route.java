package io.meridian.service.http;

/**
 * What is answered where.
 *
 * @param path begins with a slash; {@code {name}} stands for one segment, {@code /*} at the end for
 *     any rest
 * @param maxBody in bytes
 * @param lane where the handler runs
 */
public record Route(Method method, String path, long maxBody, Lane lane, Handler handler) {
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
    return new Route(Method.GET, path, 0, Lane.WORK, handler);
  }

  /** Answers POST with a body of at most 1 MiB. */
  public static Route post(String path, Handler handler) {
    return new Route(Method.POST, path, DEFAULT_MAX_BODY, Lane.WORK, handler);
  }

  /** The same with another largest body. */
  public Route withMaxBody(long bytes) {
    return new Route(method, path, bytes, lane, handler);
  }

  /** The same in another lane. */
  public Route in(Lane other) {
    return new Route(method, path, maxBody, other, handler);
  }
}
