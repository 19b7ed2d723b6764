package io.meridian.model;

/**
 * A limit was passed; the message names the limit, the use and the remedy (HTTP 422 or 429,
 * RESOURCE_EXHAUSTED).
 */
public final class LimitExceededException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final String limit;

  /**
   * An error for one limit.
   *
   * @param limit the limit's name
   * @param allowed what it allows
   * @param used what would have been used
   * @param unit the unit of both
   */
  public LimitExceededException(String limit, long allowed, long used, String unit) {
    super(
        "%s limit exceeded: %d of %d %s; ask for less or raise the limit"
            .formatted(limit, used, allowed, unit));
    this.limit = limit;
  }

  /** The limit's name. */
  public String limit() {
    return limit;
  }
}
