package io.meridian.service.tenant;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a tenant may be called: its name is a folder's and a label's value. As in Thanos it has to
 * be the last part of itself taken as a path; besides, it may not lead elsewhere.
 */
public final class TenantName {
  /** What file systems take. */
  private static final int LONGEST = 255;

  private TenantName() {}

  /** What is wrong with a name, if something is. */
  public static Optional<String> check(String name) {
    if (name.isEmpty()) {
      return Optional.of("a tenant's name is not empty");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return Optional.of(
          "the tenant \"" + name.substring(0, 40) + "…\" is longer than " + LONGEST + " bytes");
    }
    if (name.indexOf('/') >= 0
        || name.indexOf('\\') >= 0
        || name.equals(".")
        || name.equals("..")
        || name.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("the tenant \"" + name + "\" is no name of a folder");
    }
    return Optional.empty();
  }
}
