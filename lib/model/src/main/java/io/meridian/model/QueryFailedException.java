package io.meridian.model;

/**
 * A well-formed query has no answer over the data that it met, as when two series of a vector turn
 * out to have the same labels (HTTP 422).
 */
public final class QueryFailedException extends MeridianException {
  private static final long serialVersionUID = 1L;

  public QueryFailedException(String message) {
    super(message);
  }

  public QueryFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
