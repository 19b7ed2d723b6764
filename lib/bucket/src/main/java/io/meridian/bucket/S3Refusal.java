package io.meridian.bucket;

import java.nio.charset.StandardCharsets;

/**
 * What a store says when it does not do what it was asked.
 *
 * @param status of HTTP
 * @param code S3's word for it; empty if it gave none
 * @param message a sentence for people; empty if it gave none
 */
record S3Refusal(int status, String code, String message) {
  static S3Refusal of(S3Answer answer) {
    String xml = new String(answer.bytes(), StandardCharsets.UTF_8);
    return new S3Refusal(answer.status(), text(xml, "Code"), text(xml, "Message"));
  }

  /** The text of the first element of a name. These bodies may be cut, or not be XML at all. */
  private static String text(String xml, String name) {
    int from = xml.indexOf("<" + name + ">");
    int to = xml.indexOf("</" + name + ">");
    return from < 0 || to < from ? "" : xml.substring(from + name.length() + 2, to);
  }

  BucketException toException(Place place) {
    return S3Failures.answered(place, Condition.ANY, this, null);
  }
}
