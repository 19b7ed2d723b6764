package io.meridian.cli.query;

import io.meridian.model.InvalidRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prometheus' HTTP API of one server. Queries go as forms, so that they may be of any length; every
 * failure is an {@link IOException} that names the server and what it said.
 */
final class QueryApi {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_QUOTE = 200;

  private final URI server;
  private final List<Entry<String, String>> headers;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * A server.
   *
   * @param server what stands before {@code /api/v1}
   * @param headers sent with every request
   */
  QueryApi(URI server, List<Entry<String, String>> headers, Duration timeout) {
    this.server = server;
    this.headers = headers;
    this.timeout = timeout;
    client = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /**
   * An address as it was named: with scheme and host, with or without {@code /api/v1} and slashes
   * behind it.
   */
  static URI address(String text) {
    String plain = text.replaceFirst("/+$", "").replaceFirst("/api/v1$", "");
    try {
      URI uri = URI.create(plain);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getQuery() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw noAddress(text, e);
    }
    throw noAddress(text, null);
  }

  private static InvalidRequestException noAddress(String text, @Nullable Throwable cause) {
    String message =
        "--url: expected an address as in http://localhost:9090, found \"" + text + "\"";
    return cause == null
        ? new InvalidRequestException(message)
        : new InvalidRequestException(message, cause);
  }

  /** The body of an answer, which is JSON with {@code "status":"success"}. */
  byte[] post(String path, Map<String, String> form) throws IOException {
    URI target = URI.create(server + "/api/v1/" + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip")
            .POST(BodyPublishers.ofString(encoded(form)));
    addHeaders(request);
    HttpResponse<InputStream> response = send(target, request.build());
    byte[] body = read(response);
    check(target, response.statusCode(), body);
    return body;
  }

  private void addHeaders(HttpRequest.Builder request) {
    try {
      headers.forEach(header -> request.header(header.getKey(), header.getValue()));
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException("a header can't be sent: " + e.getMessage(), e);
    }
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<InputStream> send(URI target, HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (HttpConnectTimeoutException e) {
      throw new IOException(target + ": no connection within " + seconds(), e);
    } catch (HttpTimeoutException e) {
      throw new IOException(
          target + ": no answer within " + seconds() + "; --timeout allows more", e);
    } catch (ConnectException e) {
      throw new IOException(target + ": nothing listens there, or nothing reaches it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(target + ": interrupted", e);
    } catch (IOException e) {
      throw new IOException(target + ": " + e.getMessage(), e);
    }
  }

  private String seconds() {
    return timeout.toSeconds() + " s";
  }

  private static byte[] read(HttpResponse<InputStream> response) throws IOException {
    boolean isPacked = response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
    try (InputStream body = response.body();
        InputStream plain = isPacked ? new GZIPInputStream(body) : body) {
      return plain.readAllBytes();
    }
  }

  private static void check(URI target, int status, byte[] body) throws IOException {
    JsonNode json = json(target, status, body);
    String outcome = json.path("status").asString("");
    if (outcome.equals("error")) {
      throw new IOException(
          "%s: %s: %s"
              .formatted(
                  target,
                  json.path("errorType").asString("error"),
                  json.path("error").asString("")));
    }
    if (!outcome.equals("success") || status / 100 != 2) {
      throw unexpected(target, status, body);
    }
  }

  private static JsonNode json(URI target, int status, byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JacksonException _) {
      throw unexpected(target, status, body);
    }
  }

  /** Something answered that is no Prometheus, or a proxy did in its place. */
  private static IOException unexpected(URI target, int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    String line = text.lines().findFirst().orElse("an empty body");
    return new IOException(
        "%s: expected an answer of Prometheus' API, got status %d with %s"
            .formatted(
                target,
                status,
                line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line));
  }

  /** A body that {@link #post} gave. */
  static ServerAnswer answer(byte[] body) throws IOException {
    try {
      return ServerAnswer.of(JSON.readTree(body));
    } catch (IllegalArgumentException e) {
      throw new IOException("the server's answer is no query's result: " + e.getMessage(), e);
    }
  }
}
