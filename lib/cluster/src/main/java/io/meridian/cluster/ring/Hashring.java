package io.meridian.cluster.ring;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Assigns series to endpoints. Immutable. */
public sealed interface Hashring permits KetamaRing, HashmodRing, ShardedRing {
  /** The endpoints; {@link #place} gives indexes into this list. */
  List<Endpoint> endpoints();

  /** How many endpoints keep a series. */
  int copies();

  /**
   * Finds the endpoints of a series: copy n belongs to the endpoint whose index stands at n.
   *
   * @param hash of the series
   * @param places filled up to {@link #copies}; all different
   */
  void place(long hash, int[] places);

  /**
   * Holds what every ring needs.
   *
   * @throws IllegalArgumentException if the endpoints cannot keep so many copies
   */
  static void check(List<Endpoint> endpoints, int copies) {
    if (copies < 1) {
      throw new IllegalArgumentException("a ring of " + copies + " copies; at least 1 is needed");
    }
    if (endpoints.size() < copies) {
      throw new IllegalArgumentException(
          "a ring of %d endpoints cannot keep %d copies; add endpoints or lower the replication factor"
              .formatted(endpoints.size(), copies));
    }
    Set<String> addresses = new HashSet<>();
    for (Endpoint endpoint : endpoints) {
      if (!addresses.add(endpoint.address())) {
        throw new IllegalArgumentException("a ring with " + endpoint.address() + " twice");
      }
    }
  }
}
