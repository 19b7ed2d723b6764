package io.meridian.service.http;

import io.meridian.model.InvalidRequestException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What the first line of a request asks for.
 *
 * @param segments of the path, each decoded, so that one may hold an encoded slash
 * @param query still encoded, without the question mark
 */
record RequestTarget(List<String> segments, String query) {

  /**
   * Reads a target in origin form or absolute form.
   *
   * @throws InvalidRequestException if it is neither, or has a broken escape
   */
  static RequestTarget parse(String text) {
    int question = text.indexOf('?');
    String path = question < 0 ? text : text.substring(0, question);
    String query = question < 0 ? "" : text.substring(question + 1);
    int scheme = path.indexOf("://");
    if (scheme > 0) {
      int slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    if (!path.startsWith("/")) {
      throw new InvalidRequestException(
          "the request's target \"" + shortened(text) + "\" is no path; it begins with a slash");
    }
    return new RequestTarget(
        Arrays.stream(path.substring(1).split("/", -1)).map(RequestTarget::decode).toList(), query);
  }

  private static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "the path's part \""
              + shortened(segment)
              + "\" has a percent sign without two hexadecimal digits; write it as %25",
          e);
    }
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /** The path, decoded. */
  String path() {
    return "/" + String.join("/", segments);
  }
}
