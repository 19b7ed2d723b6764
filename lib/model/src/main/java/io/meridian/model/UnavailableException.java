package io.meridian.model;

/** Something needed does not answer or is not ready; asking again later may help (HTTP 503). */
public final class UnavailableException extends MeridianException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
