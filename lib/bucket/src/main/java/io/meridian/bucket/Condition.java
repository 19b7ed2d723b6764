package io.meridian.bucket;

/** What must hold for an object to be written. */
public sealed interface Condition {
  /** Nothing: an object that is there is replaced. */
  Condition ANY = new Any();

  /** There is no object of that name. */
  Condition ABSENT = new Absent();

  /** See {@link #ANY}. */
  record Any() implements Condition {}

  /** See {@link #ABSENT}. */
  record Absent() implements Condition {}

  /**
   * The object is still the one that was seen.
   *
   * @param version from {@link ObjectInfo#version} or from an earlier put
   */
  record Matching(String version) implements Condition {}
}
