package io.meridian.service.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Answers to requests that no route takes. */
final class Refusals {
  private Refusals() {}

  static Response unknownMethod(String method) {
    return Response.text(501, "the method " + method + " is not known here");
  }

  /** The path with other methods: named, and given to those who ask for options. */
  static Response otherMethod(Method asked, String path, Set<Method> allowed) {
    Set<Method> all = new TreeSet<>(allowed);
    all.add(Method.OPTIONS);
    if (all.contains(Method.GET)) {
      all.add(Method.HEAD);
    }
    String names = all.stream().map(Method::name).collect(Collectors.joining(", "));
    Response response =
        asked == Method.OPTIONS
            ? Response.empty(204)
            : Response.text(405, path + " does not take " + asked + "; use one of " + names);
    return response.with("Allow", names);
  }

  static Response noPath(String path, Optional<String> nearest) {
    return Response.text(
        404,
        "there is no "
            + path
            + " here"
            + nearest.map(near -> "; did you mean " + near + "?").orElse(""));
  }

  /** What came is no request that can be read. */
  static Response unreadable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          Response.text(414, "the request's first line is too long; send parameters as a form");
      case TooLongHttpHeaderException _ ->
          Response.text(431, "the request's headers are too large; send fewer or shorter ones");
      default -> Response.text(400, "this is no HTTP request: " + cause.getMessage());
    };
  }
}
