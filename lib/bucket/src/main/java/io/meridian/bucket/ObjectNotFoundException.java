package io.meridian.bucket;

/** There is no object of that name. */
public final class ObjectNotFoundException extends BucketException {
  private static final long serialVersionUID = 1L;

  public ObjectNotFoundException(Place place) {
    super(place, "there is no such object", "check the name and the prefix of the bucket", null);
  }
}
