package io.meridian.model;

/** The query's time is up (HTTP 503). */
public final class QueryTimeoutException extends MeridianException {
  private static final long serialVersionUID = 1L;

  public QueryTimeoutException(String message) {
    super(message);
  }

  public QueryTimeoutException(String message, Throwable cause) {
    super(message, cause);
  }
}
