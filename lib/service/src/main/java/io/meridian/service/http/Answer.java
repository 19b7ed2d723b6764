package io.meridian.service.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts an answer on the wire, on the thread of the request. */
final class Answer {
  private static final Logger log = LoggerFactory.getLogger(Answer.class);

  /** How long a client that still sends has to see its answer. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** What may wait at the event loop for each connection, bytes. */
  private static final int SHORT = 4 << 10;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Second(long second, String text) {}

  private static volatile Second now = new Second(Long.MIN_VALUE, "");

  private final Site site;
  private final HttpServerRequest raw;
  private final Departure departure;
  private final Headers request;
  private final IncomingBody body;
  private final String handler;

  Answer(
      Site site,
      HttpServerRequest raw,
      Departure departure,
      Headers request,
      IncomingBody body,
      String handler) {
    this.site = site;
    this.raw = raw;
    this.departure = departure;
    this.request = request;
    this.body = body;
    this.handler = handler;
  }

  /** Whether it may be handed over: the event loop has room for it, and nothing is to be read. */
  boolean isShort(Response response) {
    return response.body() instanceof ResponseBody.Bytes whole
        && whole.bytes().length <= SHORT
        && !body.isLost()
        && !body.isUnread();
  }

  /** Sends it, and closes the connection where nothing can follow on it. */
  void send(Response response) throws InterruptedException {
    if (body.isLost()) {
      if (body.wasSlow()) {
        site.metrics().cut(HttpMetrics.Cut.SLOW_BODY);
      }
      raw.connection().close();
      return;
    }
    boolean unread = body.isUnread();
    OutgoingBody out = new OutgoingBody(raw.response(), site.settings().limits());
    try {
      write(response, out, unread || site.draining().getAsBoolean());
    } catch (OutgoingBody.StalledException e) {
      cut(HttpMetrics.Cut.STALLED_ANSWER, e);
      return;
    } catch (IOException | RuntimeException e) {
      cut(HttpMetrics.Cut.FAILED_STREAM, e);
      return;
    } finally {
      site.metrics().sent(handler, out.sent());
    }
    if (unread) {
      body.discardRest(LINGER);
      site.metrics().cut(HttpMetrics.Cut.UNREAD_BODY);
      raw.connection().close();
    }
  }

  /**
   * Hands it to the event loop and does not wait, so that few threads can serve clients of any
   * pace; who takes nothing is cut by {@link Connections#sweep}.
   */
  void handOver(Response response) {
    boolean unread = body.isUnread();
    try {
      byte[] bytes = whole(response);
      HttpServerResponse to = raw.response();
      boolean compressed = head(response, unread || site.draining().getAsBoolean());
      byte[] sent = compressed ? Compression.gzip(bytes) : bytes;
      boolean silent = isBodiless(response) || raw.method().equals(HttpMethod.HEAD);
      if (!isBodiless(response)) {
        to.putHeader("Content-Length", Integer.toString(sent.length));
      }
      site.metrics().sent(handler, sent.length);
      site.connections().answering(raw.connection(), departure);
      to.end(Buffer.buffer(silent ? new byte[0] : sent)).onComplete(_ -> handedOver(unread));
    } catch (IOException | RuntimeException e) {
      cut(HttpMetrics.Cut.FAILED_STREAM, e);
    }
  }

  private static byte[] whole(Response response) throws IOException {
    return switch (response.body()) {
      case ResponseBody.Bytes ready -> ready.bytes();
      case ResponseBody.Stream stream -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        stream.writeTo(bytes);
        yield bytes.toByteArray();
      }
    };
  }

  private void handedOver(boolean unread) {
    departure.forget();
    site.connections().idle(raw.connection(), departure);
    if (unread) {
      raw.connection().close();
    }
  }

  private void cut(HttpMetrics.Cut reason, Exception cause) {
    if (!raw.response().closed()) { // else the client cut it
      site.metrics().cut(reason);
    }
    raw.connection().close();
    log.debug("the answer to {} {} was cut", raw.method(), raw.path(), cause);
  }

  private void write(Response response, OutgoingBody out, boolean last) throws IOException {
    boolean compressed = head(response, last);
    boolean silent = isBodiless(response) || raw.method().equals(HttpMethod.HEAD);
    switch (response.body()) {
      case ResponseBody.Bytes whole -> {
        byte[] bytes = compressed ? Compression.gzip(whole.bytes()) : whole.bytes();
        if (!isBodiless(response)) {
          raw.response().putHeader("Content-Length", Integer.toString(bytes.length));
        }
        out.end(silent ? new byte[0] : bytes);
      }
      case ResponseBody.Stream _ when silent -> out.end(new byte[0]);
      case ResponseBody.Stream stream -> {
        raw.response().setChunked(true);
        OutputStream body = compressed ? Compression.gzip(out) : out;
        stream.writeTo(body);
        body.close();
      }
    }
  }

  /** The time as headers have it, which changes once a second. */
  private static String date() {
    long second = Instant.now().getEpochSecond();
    Second known = now;
    if (known.second != second) {
      known = new Second(second, DATE.format(Instant.ofEpochSecond(second)));
      now = known;
    }
    return known.text;
  }

  private static boolean isBodiless(Response response) {
    return response.status() == 204 || response.status() == 304;
  }

  /** Makes status and headers; whether the body is to be compressed. */
  private boolean head(Response response, boolean last) {
    HttpServerResponse to = raw.response();
    to.setStatusCode(response.status());
    response.headers().forEach(to.headers()::add);
    to.putHeader("Date", date());
    if (last) {
      to.putHeader("Connection", "close");
    }
    boolean pays = Compression.pays(response);
    boolean compressed = pays && Compression.accepted(request);
    if (pays) {
      to.putHeader("Vary", "Accept-Encoding");
    }
    if (compressed) {
      to.putHeader("Content-Encoding", "gzip");
    }
    return compressed;
  }
}
