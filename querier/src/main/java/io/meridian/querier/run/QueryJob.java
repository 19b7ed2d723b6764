package io.meridian.querier.run;

import io.meridian.service.http.Request;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that asks stores.
 *
 * @param kind what metrics call it
 * @param tenant whose turn it takes
 * @param text what is asked, for people
 * @param timeout if it should be shorter than others'
 * @param request who waits for it
 */
public record QueryJob(
    String kind, String tenant, String text, Optional<Duration> timeout, Request request) {}
