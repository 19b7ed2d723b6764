package io.meridian.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prometheus' HTTP API of a server on loopback. */
final class QueriedApi {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  QueriedApi(int port) {
    this.port = port;
  }

  boolean isReady() {
    try {
      URI address = URI.create("http://127.0.0.1:" + port + "/-/ready");
      return send(HttpRequest.newBuilder(address)).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /**
   * The {@code data} of an answer from which nothing is missing; remarks on the query may be there.
   */
  JsonNode data(String path, Map<String, String> parameters) {
    String form =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    URI address = URI.create("http://127.0.0.1:" + port + "/api/v1/" + path + "?" + form);
    HttpResponse<String> answer = send(HttpRequest.newBuilder(address));
    JsonNode body = JsonMapper.shared().readTree(answer.body());
    boolean whole = body.path("status").asString().equals("success");
    for (JsonNode warning : body.path("warnings")) {
      whole &= warning.asString().startsWith("PromQL ");
    }
    if (!whole) {
      throw new AssertionError(path + "?" + form + ": " + answer.body());
    }
    return body.path("data");
  }

  /** Sends remote write 1.0; anything but success is an error. */
  void write(URI address, byte[] body) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(address)
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(BodyPublishers.ofByteArray(body)));
    if (!List.of(200, 204).contains(answer.statusCode())) {
      throw new AssertionError(address + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
