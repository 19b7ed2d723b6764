package io.meridian.service.http;

import java.nio.charset.StandardCharsets;

/**
 * An answer. {@code Content-Length}, {@code Date}, {@code X-Request-Id} and compression are the
 * server's; the rest is here.
 *
 * @param status from 200 to 599
 */
public record Response(int status, Headers headers, ResponseBody body) {
  public Response {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("an answer's status is 200 to 599, was " + status);
    }
  }

  /** An answer without a body. */
  public static Response empty(int status) {
    return new Response(status, Headers.NONE, new ResponseBody.Bytes(new byte[0]));
  }

  /** An answer of bytes, which are not copied. */
  public static Response of(int status, String contentType, byte[] bytes) {
    return new Response(
        status, Headers.of("Content-Type", contentType), new ResponseBody.Bytes(bytes));
  }

  /** An answer in plain words; a line break is put behind. */
  public static Response text(int status, String text) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    return of(status, "text/plain; charset=utf-8", bytes);
  }

  /** An answer that is written as it is made, after status and headers are out. */
  public static Response stream(int status, String contentType, ResponseBody.Stream stream) {
    return new Response(status, Headers.of("Content-Type", contentType), stream);
  }

  /** The same answer with one header more. */
  public Response with(String name, String value) {
    return new Response(status, headers.and(name, value), body);
  }
}
