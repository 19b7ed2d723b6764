package io.meridian.service.http;

import io.meridian.service.trace.Span;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What a request is called in logs and in its answer. */
final class RequestId {
  static final String HEADER = "X-Request-Id";

  private static final int LONGEST = 128;

  private RequestId() {}

  /**
   * The client's name for the request if it is one that a log can hold, else its trace, or a new
   * one.
   */
  static String of(Headers headers, Span span) {
    Optional<String> given = headers.first(HEADER).filter(RequestId::isPlain);
    return given
        .or(span::traceId)
        .orElseGet(() -> HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }
}
