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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an answer that a part is missing from: the call fails with ABORTED, or goes on
 * with a warning. Each warning is given once, and {@value #MOST} of them.
 */
final class MissingParts {
  private static final int MOST = 32;

  private final boolean abort;
  private final Consumer<String> warnings;
  private final Set<String> given = new HashSet<>();

  MissingParts(boolean abort, Consumer<String> warnings) {
    this.abort = abort;
    this.warnings = warnings;
  }

  /**
   * Says that a store failed, or a part of it.
   *
   * @throws MeridianException if the failure concerns the whole call
   * @throws io.grpc.StatusRuntimeException if the call is to fail where anything is missing
   */
  void failed(SeriesStore store, RuntimeException cause) {
    if (cause instanceof StatusRuntimeException) {
      throw cause;
    }
    if (!(cause instanceof MeridianException known) || isPartial(known)) {
      missing(store, String.valueOf(cause.getMessage()), cause);
      return;
    }
    throw known;
  }

  /** Whether the rest of an answer is given all the same. */
  static boolean isPartial(MeridianException cause) {
    return switch (cause) {
      case CorruptDataException _, UnavailableException _ -> true;
      case InvalidRequestException _,
          LimitExceededException _,
          OverloadedException _,
          QueryCancelledException _,
          QueryFailedException _,
          QueryTimeoutException _ ->
          false;
    };
  }

  /** Says that something of a store cannot be given. */
  void missing(SeriesStore store, String what) {
    missing(store, what, null);
  }

  private void missing(SeriesStore store, String what, @Nullable Throwable cause) {
    String text = store.name() + " " + store.externalLabels() + ": " + what;
    if (abort) {
      throw Status.ABORTED.withDescription(text).withCause(cause).asRuntimeException();
    }
    if (given.size() < MOST && given.add(text)) {
      warnings.accept(text);
    }
  }
}
