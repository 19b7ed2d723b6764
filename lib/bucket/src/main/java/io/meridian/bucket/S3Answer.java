package io.meridian.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What the store answered.
 *
 * @param head status and headers
 * @param body what came behind them; closed by who takes it
 */
record S3Answer(SdkHttpResponse head, InputStream body) {
  static S3Answer of(SdkHttpResponse head, byte[] bytes) {
    return new S3Answer(head, new ByteArrayInputStream(bytes));
  }

  int status() {
    return head.statusCode();
  }

  /** All of the body, where it was taken at once. */
  byte[] bytes() {
    try {
      return body.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  Optional<String> header(String name) {
    return head.firstMatchingHeader(name);
  }

  /**
   * What the headers say of an object.
   *
   * @throws BucketUnavailableException if they do not say its size and time
   */
  ObjectInfo info(Place place) {
    try {
      long size = Long.parseLong(required(place, "Content-Length"));
      String modified = required(place, "Last-Modified");
      Instant time =
          ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return new ObjectInfo(place.object(), size, time, header("ETag").orElse(""));
    } catch (NumberFormatException | DateTimeException e) {
      throw new BucketUnavailableException(
          place, "the store's answer has a header that is none: " + e.getMessage(), e);
    }
  }

  private String required(Place place, String name) {
    return header(name)
        .orElseThrow(() ->
            new BucketUnavailableException(
                place, "the store's answer has no header " + name, null));
  }
}
