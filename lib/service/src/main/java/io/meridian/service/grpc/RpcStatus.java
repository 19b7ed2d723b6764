package io.meridian.service.grpc;

import io.grpc.Status;
import io.grpc.StatusException;
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

/** What an error is called in an answer, with the codes that Thanos' services use. */
public final class RpcStatus {
  private RpcStatus() {}

  /** The status of whatever a handler threw. */
  public static Status of(Throwable thrown) {
    return switch (thrown) {
      case StatusRuntimeException status -> status.getStatus();
      case StatusException status -> status.getStatus();
      case MeridianException error -> of(error).withDescription(error.getMessage());
      default -> Status.INTERNAL.withDescription("internal error: " + thrown);
    };
  }

  private static Status of(MeridianException error) {
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
