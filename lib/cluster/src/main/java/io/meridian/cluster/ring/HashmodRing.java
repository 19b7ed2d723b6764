package io.meridian.cluster.ring;

import java.util.Comparator;
import java.util.List;

/**
 * The remainder of the hash decides. Another endpoint moves nearly all series, and zones are not
 * looked at; it is here for fleets that have it.
 */
public final class HashmodRing implements Hashring {
  private final List<Endpoint> endpoints;
  private final int copies;

  /**
   * Makes a ring, whatever order the endpoints come in.
   *
   * @throws IllegalArgumentException if the endpoints cannot keep so many copies
   */
  public HashmodRing(List<Endpoint> endpoints, int copies) {
    Hashring.check(endpoints, copies);
    this.endpoints = endpoints.stream().sorted(Comparator.comparing(Endpoint::address)).toList();
    this.copies = copies;
  }

  @Override
  public List<Endpoint> endpoints() {
    return endpoints;
  }

  @Override
  public int copies() {
    return copies;
  }

  @Override
  public void place(long hash, int[] places) {
    int first = (int) Long.remainderUnsigned(hash, endpoints.size());
    for (int copy = 0; copy < copies; copy++) {
      places[copy] = (first + copy) % endpoints.size();
    }
  }
}
