package io.meridian.model;

/**
 * An error that decides what is done about it; its message names the object, the place and what was
 * expected.
 */
public abstract sealed class MeridianException extends RuntimeException
    permits InvalidRequestException,
        LimitExceededException,
        OverloadedException,
        UnavailableException,
        QueryCancelledException,
        QueryFailedException,
        QueryTimeoutException,
        CorruptDataException {

  private static final long serialVersionUID = 1L;

  protected MeridianException(String message) {
    super(message);
  }

  protected MeridianException(String message, Throwable cause) {
    super(message, cause);
  }
}
