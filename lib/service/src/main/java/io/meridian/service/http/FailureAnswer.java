package io.meridian.service.http;

import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.MeridianException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryFailedException;
import io.meridian.model.QueryTimeoutException;
import io.meridian.model.UnavailableException;

/** The answer to a request whose handler threw. */
final class FailureAnswer {
  /** Seconds after which another try makes sense. */
  private static final String RETRY_AFTER = "5";

  private FailureAnswer() {}

  /** Status and text; a failure that has no type of ours is not explained to the client. */
  static Response of(Throwable failure, String requestId) {
    return switch (failure) {
      case MeridianException known -> of(known);
      case BodyTooLargeException large -> Response.text(413, said(large));
      case BodyUnfinishedException unfinished -> Response.text(408, said(unfinished));
      default ->
          Response.text(500, "internal error; the log has more under the request id " + requestId);
    };
  }

  private static Response of(MeridianException failure) {
    return switch (failure) {
      case InvalidRequestException e -> Response.text(400, said(e));
      case LimitExceededException e -> Response.text(429, said(e));
      case QueryFailedException e -> Response.text(422, said(e));
      case QueryCancelledException e -> Response.text(499, said(e));
      case QueryTimeoutException e -> Response.text(503, said(e));
      case OverloadedException e -> Response.text(503, said(e)).with("Retry-After", RETRY_AFTER);
      case UnavailableException e -> Response.text(503, said(e)).with("Retry-After", RETRY_AFTER);
      case CorruptDataException e -> Response.text(500, said(e));
    };
  }

  private static String said(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
