package io.meridian.querier.page;

import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The page's files. It loads nothing from elsewhere, and the headers forbid it to: a query may hold
 * text of anybody.
 */
public final class PageRoutes {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private PageRoutes() {}

  /**
   * The routes.
   *
   * @param root of all paths, empty or beginning with a slash
   */
  public static List<Route> below(String root) {
    Response index = file("index.html", "text/html; charset=utf-8");
    return List.of(
        Route.get(root + "/", _ -> index).named("page"),
        Route.get(root + "/graph", _ -> index).named("page"),
        route(root, "page.css", "text/css; charset=utf-8"),
        route(root, "graph.js", "text/javascript; charset=utf-8"),
        route(root, "page.js", "text/javascript; charset=utf-8"));
  }

  private static Route route(String root, String name, String type) {
    Response response = file(name, type);
    return Route.get(root + "/" + name, _ -> response).named("page");
  }

  private static Response file(String name, String type) {
    try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is not in the jar");
      }
      return Response.of(200, type, in.readAllBytes())
          .with("Cache-Control", "no-cache")
          .with("Content-Security-Policy", POLICY)
          .with("X-Content-Type-Options", "nosniff")
          .with("Referrer-Policy", "no-referrer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
