package io.meridian.cluster.ring;

import java.util.List;

/**
 * A tenant's part of a ring: the ring that its endpoints alone would make. Their points are those
 * they have on the whole circle, so it walks there and passes over all others; a tenant costs a bit
 * an endpoint.
 */
final class ShardedRing implements Hashring {
  private final KetamaRing whole;

  /** For each endpoint of the whole ring the number of its zone in this one; -1 if it is not in. */
  private final int[] zones;

  private final int zoneCount;

  /**
   * A part of a ring.
   *
   * @param members whether each endpoint belongs to it; at least as many do as there are copies
   */
  ShardedRing(KetamaRing whole, boolean[] members) {
    this.whole = whole;
    zones = whole.zones();
    int[] numbers = new int[zones.length];
    int count = 0;
    for (int endpoint = 0; endpoint < zones.length; endpoint++) {
      int zone = zones[endpoint];
      zones[endpoint] = -1;
      if (members[endpoint]) {
        numbers[zone] = numbers[zone] == 0 ? ++count : numbers[zone];
        zones[endpoint] = numbers[zone] - 1;
      }
    }
    zoneCount = count;
  }

  /** The endpoints of the whole ring. */
  @Override
  public List<Endpoint> endpoints() {
    return whole.endpoints();
  }

  @Override
  public int copies() {
    return whole.copies();
  }

  @Override
  public void place(long hash, int[] places) {
    int first = whole.point(hash);
    for (int copy = 0; copy < whole.copies(); copy++) {
      places[copy] = next(first, places, copy);
    }
  }

  /** The next endpoint whose turn it is, as in {@link KetamaRing}. */
  private int next(int first, int[] taken, int count) {
    int spare = -1;
    for (int step = 0; step < whole.points(); step++) {
      int endpoint = whole.owner((first + step) % whole.points());
      if (zones[endpoint] < 0 || contains(taken, count, endpoint)) {
        continue;
      }
      if (isTurnOf(zones[endpoint], taken, count)) {
        return endpoint;
      }
      spare = spare < 0 ? endpoint : spare;
    }
    return spare;
  }

  private static boolean contains(int[] taken, int count, int endpoint) {
    for (int i = 0; i < count; i++) {
      if (taken[i] == endpoint) {
        return true;
      }
    }
    return false;
  }

  /** Whether no zone has fewer copies. */
  private boolean isTurnOf(int zone, int[] taken, int count) {
    int own = copiesIn(zone, taken, count);
    for (int other = 0; own > 0 && other < zoneCount; other++) {
      if (copiesIn(other, taken, count) < own) {
        return false;
      }
    }
    return true;
  }

  private int copiesIn(int zone, int[] taken, int count) {
    int copies = 0;
    for (int i = 0; i < count; i++) {
      copies += zones[taken[i]] == zone ? 1 : 0;
    }
    return copies;
  }
}
