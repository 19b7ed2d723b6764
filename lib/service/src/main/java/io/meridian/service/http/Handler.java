package io.meridian.service.http;

import java.io.IOException;

/** Answers the requests of a route. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers a request, on a thread of its own.
   *
   * @throws io.meridian.model.MeridianException whose type decides the status: 400 for an invalid
   *     request, 429 for a limit, 422 for a query that failed, 503 with {@code Retry-After} for
   *     overload, unavailability and time that is up, 500 for damaged data; anything else thrown is
   *     a 500
   */
  Response handle(Request request) throws IOException, InterruptedException;
}
