package io.meridian.service.api;

import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.MeridianException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryFailedException;
import io.meridian.model.QueryTimeoutException;
import io.meridian.model.UnavailableException;
import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;

/**
 * An error as Prometheus' API says it.
 *
 * @param status of HTTP
 * @param type one word for its kind
 */
public record ApiFailure(int status, String type, String message) {

  /** What was asked makes no sense. */
  public static ApiFailure badData(String message) {
    return new ApiFailure(400, "bad_data", message);
  }

  /** The error that a failed query ends in. */
  public static ApiFailure of(MeridianException failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case InvalidRequestException _ -> badData(message);
      case QueryFailedException _, LimitExceededException _ ->
          new ApiFailure(422, "execution", message);
      case QueryTimeoutException _ -> new ApiFailure(503, "timeout", message);
      case QueryCancelledException _ -> new ApiFailure(499, "canceled", message);
      case OverloadedException _, UnavailableException _ ->
          new ApiFailure(503, "unavailable", message);
      case CorruptDataException _ -> new ApiFailure(500, "internal", message);
    };
  }

  /** Writes it in place of an answer. */
  public void put(ByteText out) {
    out.put("{\"status\":\"error\",\"errorType\":");
    Quoted.putJson(out, type);
    out.put(",\"error\":");
    Quoted.putJson(out, message);
    out.put('}');
  }
}
