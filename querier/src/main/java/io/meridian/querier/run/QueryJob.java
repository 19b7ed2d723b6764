package io.meridian.querier.run;

import io.meridian.service.http.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that asks stores.
 *
 * @param kind what metrics call it
 * @param tenant whose turn it takes
 * @param text what is asked, for people
 * @param timeout if it should be shorter than others'
 * @param requestId what the request is called in logs; empty if it has no name
 * @param whenGone takes what is to be done when nobody waits for it any more
 * @param whenOver takes what is to be done when its answer is out, or was given up
 */
public record QueryJob(
    String kind,
    String tenant,
    String text,
    Optional<Duration> timeout,
    String requestId,
    Consumer<Runnable> whenGone,
    Consumer<Runnable> whenOver) {

  /** Something that an HTTP request asks. */
  public QueryJob(
      String kind, String tenant, String text, Optional<Duration> timeout, Request request) {
    this(kind, tenant, text, timeout, request.id(), request::whenGone, request::whenOver);
  }
}
