package io.meridian.service.http;

/** The client left before its body was whole, or was too slow with it (HTTP 408). */
public final class BodyUnfinishedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BodyUnfinishedException(String message) {
    super(message);
  }
}
