package io.meridian.model;

/** What was asked for is wrong; asking again the same way will not help (HTTP 4xx). */
public final class InvalidRequestException extends MeridianException {
  private static final long serialVersionUID = 1L;

  public InvalidRequestException(String message) {
    super(message);
  }

  public InvalidRequestException(String message, Throwable cause) {
    super(message, cause);
  }
}
