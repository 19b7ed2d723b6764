package io.meridian.storeapi.serve;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.MeridianException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryFailedException;
import io.meridian.model.QueryTimeoutException;
import io.meridian.model.UnavailableException;

/** What a call fails with. */
final class CallFailure {
  private CallFailure() {}

  /** The status that tells a caller what to do about an error. */
  static StatusRuntimeException of(Throwable error) {
    return switch (error) {
      case StatusRuntimeException status -> status;
      case MeridianException known -> with(status(known), known);
      default -> with(Status.INTERNAL, error);
    };
  }

  private static StatusRuntimeException with(Status status, Throwable error) {
    return status
        .withDescription(error.getMessage() == null ? error.toString() : error.getMessage())
        .withCause(error)
        .asRuntimeException();
  }

  private static Status status(MeridianException error) {
    return switch (error) {
      case InvalidRequestException _ -> Status.INVALID_ARGUMENT;
      case LimitExceededException _ -> Status.RESOURCE_EXHAUSTED;
      case OverloadedException _, UnavailableException _ -> Status.UNAVAILABLE;
      case QueryCancelledException _ -> Status.CANCELLED;
      case QueryTimeoutException _ -> Status.DEADLINE_EXCEEDED;
      case QueryFailedException _, CorruptDataException _ -> Status.ABORTED;
    };
  }
}
