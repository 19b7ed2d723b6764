package io.meridian.service.http;

/** A request's body is larger than its route allows (HTTP 413). */
public final class BodyTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long limit;

  /**
   * A refusal.
   *
   * @param path of the request
   * @param limit in bytes
   */
  public BodyTooLargeException(String path, long limit) {
    super(
        "the body for "
            + path
            + " has more than the "
            + limit
            + " bytes allowed; send less at once or raise the limit");
    this.limit = limit;
  }

  /** What is allowed, in bytes. */
  public long limit() {
    return limit;
  }
}
