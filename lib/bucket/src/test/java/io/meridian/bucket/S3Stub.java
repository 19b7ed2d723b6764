package io.meridian.bucket;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.meridian.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * As much of an S3 server as a few tests need to see what no real one shows: the headers of
 * requests, and a write whose answer is lost.
 */
final class S3Stub implements AutoCloseable {
  private static final DateTimeFormatter SIGNING_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final String scheme;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger versions = new AtomicInteger();
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger cutBodies = new AtomicInteger();
  private final Map<String, String> told = new ConcurrentHashMap<>();
  private volatile int refusalStatus = 503;
  private volatile String page = "";

  /** A request as it came; header names in lower case. */
  record Request(String method, String target, Map<String, String> headers) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(String version, Map<String, String> metadata, byte[] body) {}

  S3Stub() throws IOException {
    this("http", HttpServer.create(anyPort(), 0));
  }

  /** A server that speaks TLS and asks for its client's certificate, too, if it is told to. */
  static S3Stub secure(SSLContext tls, boolean asksForClient) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setNeedClientAuth(asksForClient);
            parameters.setSSLParameters(wanted);
          }
        });
    return new S3Stub("https", server);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private S3Stub(String scheme, HttpServer server) {
    this.scheme = scheme;
    this.server = server;
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  S3Settings settings() {
    return S3Settings.of(
            "bucket",
            URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort()),
            "us-east-1",
            new S3Credentials("id", new Secret("key"), Optional.of(new Secret("token"))))
        .withUploads(S3Uploads.PLAIN.withPartSize(S3Uploads.LEAST_PART))
        .withDeadline(Duration.ofSeconds(20))
        .withChecksums(false);
  }

  /** Writes are done, but their answers do not arrive, so many times. */
  void loseAnswers(int count) {
    lostAnswers.set(count);
  }

  /** So many requests are refused with a status of HTTP. */
  void refuse(int count, int status) {
    refusalStatus = status;
    refusals.set(count);
  }

  /** Whether a request was signed at another time than it came, as S3 sees it. */
  private static boolean isSkewed(Map<String, String> headers) {
    Instant signed =
        LocalDateTime.parse(headers.get("x-amz-date"), SIGNING_TIME).toInstant(ZoneOffset.UTC);
    return Duration.between(signed, Instant.now()).abs().toMinutes() >= 15;
  }

  /** So many bodies break off in their middle, and the connection with them. */
  void cutBodies(int count) {
    cutBodies.set(count);
  }

  /** A header of every answer that has a body. */
  void tell(String header, String value) {
    told.put(header, value);
  }

  /** What a listing is answered with. */
  void page(String xml) {
    page = xml;
  }

  private static boolean take(AtomicInteger count) {
    return count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  /** The requests so far. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String object = exchange.getRequestURI().getPath();
      String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
      Map<String, String> headers = headers(exchange.getRequestHeaders());
      requests.add(
          new Request(
              exchange.getRequestMethod(), object + (query.isEmpty() ? "" : "?" + query), headers));
      if (take(refusals)) {
        exchange.sendResponseHeaders(refusalStatus, -1);
        return;
      }
      if (isSkewed(headers)) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      if (query.contains("list-type")) {
        send(exchange, page);
        return;
      }
      switch (exchange.getRequestMethod()) {
        case "PUT" -> put(exchange, object, query, headers, body);
        case "POST" -> post(exchange, object, query, headers);
        case "DELETE" -> exchange.sendResponseHeaders(204, -1);
        default -> read(exchange, object);
      }
    }
  }

  private static Map<String, String> headers(Headers headers) {
    Map<String, String> all = new ConcurrentHashMap<>();
    headers.forEach((name, values) -> all.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return all;
  }

  private void put(
      HttpExchange exchange, String object, String query, Map<String, String> headers, byte[] body)
      throws IOException {
    if (query.contains("uploadId")) {
      exchange.getResponseHeaders().add("ETag", "\"part\"");
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    write(exchange, object, headers, headers, body, "");
  }

  private void post(HttpExchange exchange, String object, String query, Map<String, String> headers)
      throws IOException {
    if (query.startsWith("uploads")) {
      objects.put("upload of " + object, new Stored("", headers, new byte[0]));
      send(
          exchange,
          "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>");
      return;
    }
    Stored begun = objects.get("upload of " + object);
    write(
        exchange,
        object,
        headers,
        begun == null ? Map.of() : begun.metadata(),
        new byte[0],
        "<CompleteMultipartUploadResult><ETag>%s</ETag></CompleteMultipartUploadResult>");
  }

  private void write(
      HttpExchange exchange,
      String object,
      Map<String, String> headers,
      Map<String, String> metadata,
      byte[] body,
      String answer)
      throws IOException {
    if (headers.containsKey("if-none-match") && objects.containsKey(object)) {
      exchange.sendResponseHeaders(412, -1);
      return;
    }
    String version = "\"" + versions.incrementAndGet() + "\"";
    objects.put(object, new Stored(version, metadata, body));
    if (take(lostAnswers)) {
      return; // the connection is closed without an answer
    }
    exchange.getResponseHeaders().add("ETag", version);
    send(exchange, answer.replace("%s", version));
  }

  private void read(HttpExchange exchange, String object) throws IOException {
    Stored stored = objects.get(object);
    if (stored == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.getResponseHeaders().add("ETag", stored.version());
    exchange.getResponseHeaders().add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
    stored
        .metadata()
        .forEach((name, value) -> {
          if (name.startsWith("x-amz-meta-")) {
            exchange.getResponseHeaders().add(name, value);
          }
        });
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", "" + stored.body().length);
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    told.forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(200, stored.body().length == 0 ? -1 : stored.body().length);
    int length = take(cutBodies) ? stored.body().length / 2 : stored.body().length;
    exchange.getResponseBody().write(stored.body(), 0, length);
    exchange.getResponseBody().flush();
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** The values of a header in all requests that have it. */
  List<String> values(String header) {
    List<String> values = new ArrayList<>();
    requests.forEach(
        request -> Optional.ofNullable(request.headers().get(header)).ifPresent(values::add));
    return values;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
