package io.meridian.bucket;

import java.util.Optional;

/** Conditions of writes, for stores that check them themselves. */
final class Conditions {
  private Conditions() {}

  /**
   * Whether a condition holds.
   *
   * @param current the version of the object that is there
   */
  static boolean hold(Condition condition, Optional<String> current) {
    return switch (condition) {
      case Condition.Any() -> true;
      case Condition.Absent() -> current.isEmpty();
      case Condition.Matching(String version) -> current.filter(version::equals).isPresent();
    };
  }
}
