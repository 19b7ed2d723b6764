package io.meridian.service.http;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.MeridianException;
import io.meridian.model.UnavailableException;
import io.meridian.service.trace.Span;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One request and its answer. Made on the event loop, which finds the route and with it the lane;
 * run on a thread of that lane, which calls the handler and stays until the client has the answer,
 * if that is not short.
 */
final class Exchange implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private static final Map<String, Method> METHODS =
      Arrays.stream(Method.values()).collect(Collectors.toMap(Method::name, method -> method));

  private final Site site;
  private final HttpServerRequest raw;
  private final Departure departure;
  private final Headers headers;
  private final String id;
  private final Span span;
  private final long begun = System.nanoTime();
  private final Answering answering;
  private final IncomingBody body;

  /** What was made of the request's first line: who answers, and to what. */
  private record Answering(
      String name,
      String route,
      Route.Lane lane,
      long maxBody,
      String path,
      Handler handler,
      Parts parts) {}

  private record Parts(Method method, String query, Map<String, String> parameters) {
    static final Parts NONE = new Parts(Method.GET, "", Map.of());
  }

  Exchange(Site site, HttpServerRequest raw, Context loop, Departure departure) {
    this.site = site;
    this.raw = raw;
    this.departure = departure;
    this.headers = copied(raw);
    this.answering = answering(raw);
    this.span = begun();
    this.id = RequestId.of(headers, span);
    this.body =
        new IncomingBody(
            raw,
            loop,
            headers,
            answering.path(),
            answering.maxBody(),
            site.settings().limits(),
            site.settings().memory(),
            site.arrays());
  }

  Route.Lane lane() {
    return answering.lane();
  }

  /** Whoever asks for health and metrics does so all day. */
  private Span begun() {
    return switch (answering.lane()) {
      case WORK ->
          site.settings()
              .tracing()
              .serve(answering.parts().method() + " " + answering.route(), headers::first);
      case OPERATION -> Span.NONE;
    };
  }

  private static Headers copied(HttpServerRequest raw) {
    List<String> fields = new ArrayList<>();
    raw.headers()
        .forEach((name, value) -> {
          fields.add(name);
          fields.add(value);
        });
    return Headers.received(fields.toArray(String[]::new));
  }

  private Answering answering(HttpServerRequest raw) {
    Method method = METHODS.get(raw.method().name());
    RequestTarget target;
    try {
      target = RequestTarget.parse(raw.uri());
    } catch (InvalidRequestException e) {
      return refusal(
          "unreadable", raw.uri(), FailureAnswer.of(e, RequestId.of(headers, Span.NONE)));
    }
    String path = target.path();
    if (method == null) {
      return refusal("unknown", path, Refusals.unknownMethod(raw.method().name()));
    }
    return switch (site.routes().find(method, target)) {
      case RouteMatch.Found(Route route, Map<String, String> parameters) ->
          new Answering(
              route.name(),
              route.path(),
              route.lane(),
              route.maxBody(),
              path,
              route.handler(),
              new Parts(method, target.query(), parameters));
      case RouteMatch.OtherMethods(Set<Method> allowed) ->
          refusal("unknown", path, Refusals.otherMethod(method, path, allowed));
      case RouteMatch.NoPath() ->
          refusal("unknown", path, Refusals.noPath(path, site.routes().nearest(path)));
    };
  }

  private static Answering refusal(String name, String path, Response response) {
    return new Answering(name, name, Route.Lane.WORK, 0, path, _ -> response, Parts.NONE);
  }

  @Override
  public void run() {
    String method = raw.method().name();
    String known = METHODS.containsKey(method) ? method.toLowerCase(Locale.ROOT) : "other";
    site.metrics().begun(answering.name(), known);
    MDC.put("request_id", id);
    Answer answer = new Answer(site, raw, departure, headers, body, answering.name());
    int status = 500;
    try (var _ = span.enter()) {
      Response response = respond();
      status = body.isLost() ? 499 : response.status();
      send(answer, response.with(RequestId.HEADER, id));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cut();
    } catch (RuntimeException e) {
      if (!(e instanceof RejectedExecutionException && site.draining().getAsBoolean())) {
        log.error("{} {} was not answered", raw.method(), answering.path(), e);
      }
      cut();
    } finally {
      departure.end();
      body.close();
      site.metrics().tookIn(answering.name(), body.received(), body.waitedSeconds());
      site.metrics().answered(answering.name(), known, status, (System.nanoTime() - begun) / 1e9);
      end(known, status);
      MDC.remove("request_id");
    }
  }

  private void cut() {
    try {
      raw.connection().close();
    } catch (RejectedExecutionException e) {
      // the server has stopped, and its connections are closed
    }
  }

  private void end(String method, int status) {
    if (span == Span.NONE) {
      return;
    }
    span.put("http.request.method", method.toUpperCase(Locale.ROOT));
    span.put("http.route", answering.route());
    span.put("url.path", answering.path());
    span.put("http.response.status_code", status);
    span.put("http.request.body.size", body.received());
    span.put("meridian.request_id", id);
    if (status >= 500) {
      span.fail("answered " + status);
    }
    span.end();
  }

  private void send(Answer answer, Response response) throws InterruptedException {
    switch (answering.lane()) {
      case WORK -> {
        if (answer.isShort(response)) {
          answer.handOver(response);
        } else {
          answer.send(response);
          departure.forget();
          site.connections().idle(raw.connection(), departure);
        }
      }
      case OPERATION -> answer.handOver(response);
    }
  }

  private Response respond() {
    try {
      Request request =
          new Request(
              answering.parts().method(),
              answering.path(),
              Parameters.parse(answering.parts().query()),
              headers,
              id,
              peer(),
              answering.parts().parameters(),
              body,
              departure);
      return answering.handler().handle(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FailureAnswer.of(new UnavailableException("the process ends; try another", e), id);
    } catch (MeridianException | BodyTooLargeException | BodyUnfinishedException e) {
      log.debug("{} {} was refused: {}", raw.method(), answering.path(), e.getMessage());
      return FailureAnswer.of(e, id);
    } catch (Throwable e) {
      log.error("{} {} failed", raw.method(), answering.path(), e);
      return FailureAnswer.of(e, id);
    }
  }

  private Peer peer() {
    return new Peer(String.valueOf(raw.remoteAddress()), certificate(raw.sslSession()));
  }

  private static Optional<X509Certificate> certificate(@Nullable SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate found
          ? Optional.of(found)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
