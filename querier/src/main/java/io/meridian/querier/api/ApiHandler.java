package io.meridian.querier.api;

import io.meridian.model.MeridianException;
import io.meridian.model.OverloadedException;
import io.meridian.model.UnavailableException;
import io.meridian.service.api.ApiFailure;
import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import io.meridian.service.text.ByteText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands around every endpoint: parameters read, envelope, errors, headers. */
final class ApiHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
  static final String JSON = "application/json";

  /** Seconds after which another try makes sense. */
  private static final String RETRY_AFTER = "5";

  private final ApiEndpoint endpoint;
  private final boolean crossOrigin;

  /**
   * A handler.
   *
   * @param crossOrigin whether pages from elsewhere may read the answers
   */
  ApiHandler(ApiEndpoint endpoint, boolean crossOrigin) {
    this.endpoint = endpoint;
    this.crossOrigin = crossOrigin;
  }

  @Override
  public Response handle(Request request) throws IOException, InterruptedException {
    Response response = answer(request);
    return crossOrigin ? withCrossOrigin(response) : response;
  }

  private Response answer(Request request) throws IOException, InterruptedException {
    try {
      return success(endpoint.answer(ApiRequest.of(request)));
    } catch (OverloadedException | UnavailableException e) {
      return failure(ApiFailure.of(e)).with("Retry-After", RETRY_AFTER);
    } catch (MeridianException e) {
      return failure(ApiFailure.of(e));
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", request.method(), request.path(), e);
      return failure(
          new ApiFailure(
              500,
              "internal",
              "internal error; the log has more under the request id " + request.id()));
    }
  }

  private static Response success(ApiReply reply) {
    Response response = new ReplyBody(reply).response();
    return reply.warnings().isEmpty() ? response : response.with("Cache-Control", "no-store");
  }

  private static Response failure(ApiFailure failure) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ByteText text = new ByteText(bytes)) {
      failure.put(text);
    }
    return Response.of(failure.status(), JSON, bytes.toByteArray())
        .with("Cache-Control", "no-store");
  }

  /** Answers a browser that asks whether it may ask. */
  static Response preflight() {
    return withCrossOrigin(Response.empty(204));
  }

  private static Response withCrossOrigin(Response response) {
    return response
        .with(
            "Access-Control-Allow-Headers",
            "Accept, Accept-Encoding, Authorization, Content-Type, Origin")
        .with("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Expose-Headers", "Date");
  }
}
