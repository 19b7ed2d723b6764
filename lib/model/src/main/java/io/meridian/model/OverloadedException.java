package io.meridian.model;

/**
 * There is too much work at the moment; asking again later will help (HTTP 503 with Retry-After).
 */
public final class OverloadedException extends MeridianException {
  private static final long serialVersionUID = 1L;

  public OverloadedException(String message) {
    super(message);
  }

  public OverloadedException(String message, Throwable cause) {
    super(message, cause);
  }
}
