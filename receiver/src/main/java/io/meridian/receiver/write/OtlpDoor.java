package io.meridian.receiver.write;

import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import java.util.List;

/**
 * Where OTLP would come in. It is not taken yet, and the answer says so: with 501 an exporter gives
 * its data up and logs the text, where 404 would look like a mistyped address and 503 would have it
 * try again for ever.
 */
public final class OtlpDoor implements Handler {
  /** Thanos' path, and those of an exporter that is given the server or Prometheus' prefix. */
  public static final List<String> PATHS =
      List.of("/api/v1/otlp", "/api/v1/otlp/v1/metrics", "/otlp/v1/metrics");

  private static final int NOT_IMPLEMENTED = 501;

  @Override
  public Response handle(Request request) {
    return Response.text(
        NOT_IMPLEMENTED,
        "OTLP is not taken in; send remote write 1.0 or 2.0 to /api/v1/receive, which a collector's"
            + " exporter prometheusremotewrite does");
  }
}
