package io.meridian.service.http;

import java.util.Map;
import java.util.Set;

/** What a table of routes says to a request. */
sealed interface RouteMatch {
  /** A route, with the values of its names in braces. */
  record Found(Route route, Map<String, String> parameters) implements RouteMatch {}

  /** The path is there, with other methods. */
  record OtherMethods(Set<Method> allowed) implements RouteMatch {}

  /** No route has the path. */
  record NoPath() implements RouteMatch {}
}
