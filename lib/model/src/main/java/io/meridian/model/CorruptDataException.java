package io.meridian.model;

/**
 * Stored or received bytes are not what their format says. The data is set aside as evidence; the
 * rest goes on.
 */
public final class CorruptDataException extends MeridianException {
  private static final long serialVersionUID = 1L;

  private final String object;
  private final long offset;

  /**
   * An error at a place.
   *
   * @param object the file, block or message that is damaged
   * @param offset where in it, bytes from its begin
   * @param finding what was expected and what was found
   */
  public CorruptDataException(String object, long offset, String finding) {
    super(object + " at offset " + offset + ": " + finding);
    this.object = object;
    this.offset = offset;
  }

  /** The file, block or message that is damaged. */
  public String object() {
    return object;
  }

  /** Where the damage was found, bytes from the object's begin. */
  public long offset() {
    return offset;
  }
}
