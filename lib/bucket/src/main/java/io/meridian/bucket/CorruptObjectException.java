package io.meridian.bucket;

/** An object or an answer is not what it is said to be: cut, too long, or with a wrong checksum. */
public final class CorruptObjectException extends BucketException {
  private static final long serialVersionUID = 1L;

  public CorruptObjectException(Place place, String finding) {
    super(place, finding, "read it again; if that does not help, restore the object", null);
  }
}
