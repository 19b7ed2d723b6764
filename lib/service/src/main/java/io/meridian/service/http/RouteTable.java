package io.meridian.service.http;

import io.meridian.config.NearestName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a request. A path without names in braces goes before one with them. */
final class RouteTable {
  private final Map<String, Map<Method, Route>> literals = new LinkedHashMap<>();
  private final Map<String, Pattern> patterns = new LinkedHashMap<>();

  /** The routes of a path that has names in braces or any rest. */
  private record Pattern(List<String> segments, Map<Method, Route> routes) {
    Optional<Map<String, String>> match(List<String> path) {
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < segments.size(); i++) {
        String segment = segments.get(i);
        if (segment.equals("*") && i == segments.size() - 1) {
          return i <= path.size() ? Optional.of(parameters) : Optional.empty();
        }
        if (i >= path.size()) {
          return Optional.empty();
        }
        if (segment.startsWith("{")) {
          parameters.put(segment.substring(1, segment.length() - 1), path.get(i));
        } else if (!segment.equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return segments.size() == path.size() ? Optional.of(parameters) : Optional.empty();
    }
  }

  /**
   * A table.
   *
   * @throws IllegalArgumentException if two routes have one path and method
   */
  RouteTable(List<Route> routes) {
    for (Route each : routes) {
      boolean literal = each.path().indexOf('{') < 0 && !each.path().endsWith("/*");
      Map<Method, Route> byMethod =
          literal
              ? literals.computeIfAbsent(each.path(), _ -> new EnumMap<>(Method.class))
              : patterns
                  .computeIfAbsent(
                      each.path(), path -> new Pattern(segments(path), new EnumMap<>(Method.class)))
                  .routes();
      if (byMethod.putIfAbsent(each.method(), each) != null) {
        throw new IllegalArgumentException(
            "two routes for " + each.method() + " " + each.path() + "; take one out");
      }
    }
  }

  /** Finds a route; what GET answers answers HEAD as well. */
  RouteMatch find(Method method, RequestTarget target) {
    Map<Method, Route> exact = literals.get(target.path());
    if (exact != null) {
      return choose(method, exact, Map.of());
    }
    for (Pattern each : patterns.values()) {
      Optional<Map<String, String>> parameters = each.match(target.segments());
      if (parameters.isPresent()) {
        return choose(method, each.routes(), parameters.get());
      }
    }
    return new RouteMatch.NoPath();
  }

  private static RouteMatch choose(
      Method method, Map<Method, Route> routes, Map<String, String> parameters) {
    Route route = routes.get(method);
    if (route == null && method == Method.HEAD) {
      route = routes.get(Method.GET);
    }
    return route == null
        ? new RouteMatch.OtherMethods(routes.keySet())
        : new RouteMatch.Found(route, parameters);
  }

  /** The path somebody may have meant. */
  Optional<String> nearest(String path) {
    List<String> known = new ArrayList<>(literals.keySet());
    known.addAll(patterns.keySet());
    return NearestName.of(path, known);
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
