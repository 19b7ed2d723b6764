package io.meridian.storeapi.dial;

import java.util.List;
import java.util.Set;

/** Which servers there are; asked again before every round of questions. */
@FunctionalInterface
public interface AddressSource {
  /**
   * The addresses at the moment, host and port each.
   *
   * @throws io.meridian.model.UnavailableException if that cannot be told; what was known stays
   */
  Set<String> addresses();

  /** Addresses that never change. */
  static AddressSource of(List<String> addresses) {
    Set<String> all = Set.copyOf(addresses);
    return () -> all;
  }
}
