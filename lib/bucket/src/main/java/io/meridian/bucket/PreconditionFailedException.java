package io.meridian.bucket;

/** The condition of a write does not hold: somebody else was faster. */
public final class PreconditionFailedException extends BucketException {
  private static final long serialVersionUID = 1L;

  public PreconditionFailedException(Place place, Condition condition) {
    super(place, finding(condition), "read the object again and decide anew", null);
  }

  private static String finding(Condition condition) {
    return switch (condition) {
      case Condition.Any() -> "the store saw another write of it at the same time";
      case Condition.Absent() -> "the object is there already";
      case Condition.Matching(String version) -> "the object is no longer of version " + version;
    };
  }
}
