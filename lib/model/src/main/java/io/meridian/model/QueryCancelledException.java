package io.meridian.model;

/** Nobody waits for the query's answer any more. */
public final class QueryCancelledException extends MeridianException {
  private static final long serialVersionUID = 1L;

  public QueryCancelledException(String message) {
    super(message);
  }

  public QueryCancelledException(String message, Throwable cause) {
    super(message, cause);
  }
}
