package io.meridian.cluster.ring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Gives each tenant a few endpoints of a ring, so that a tenant which harms its receivers harms few
 * others. The draw depends on the tenant's name and the ring alone and is that of Thanos: in each
 * zone, numbers seeded by the tenant and the zone fall on the circle of the zone's points, and each
 * takes the next endpoint that is not taken yet. An endpoint that joins moves a tenant only where
 * one of its points comes before the one that was drawn.
 */
final class ShuffleSharding {
  /** So many tenants' draws are remembered; a draw costs some ten microseconds. */
  private static final int REMEMBERED = 16_384;

  private final KetamaRing ring;
  private final Sizes sizes;
  private final Map<Integer, List<Integer>> pointsByZone = new HashMap<>();
  private final Map<Integer, Integer> endpointsByZone = new HashMap<>();
  private final ConcurrentHashMap<String, ShardedRing> drawn = new ConcurrentHashMap<>();

  /**
   * How many endpoints tenants get.
   *
   * @param size of tenants that no override names
   * @param byZone whether so many are shared out over the zones, rounded up in each
   */
  record Sizes(int size, boolean byZone, List<OtherSize> overrides) {
    Sizes {
      overrides = List.copyOf(overrides);
    }

    private int of(String tenant) {
      return overrides.stream()
          .filter(each -> each.tenants.test(tenant))
          .findFirst()
          .map(OtherSize::size)
          .orElse(size);
    }
  }

  /** Another size for some tenants. */
  record OtherSize(Predicate<String> tenants, int size) {}

  /**
   * Shards of a ring.
   *
   * @throws IllegalArgumentException if a size is more than a zone has, or less than the copies
   */
  ShuffleSharding(KetamaRing ring, Sizes sizes) {
    this.ring = ring;
    this.sizes = sizes;
    int[] zones = zones();
    for (int point = 0; point < ring.points(); point++) {
      pointsByZone.computeIfAbsent(zones[ring.owner(point)], _ -> new ArrayList<>()).add(point);
    }
    for (int zone : zones) {
      endpointsByZone.merge(zone, 1, Integer::sum);
    }
    check(sizes.size);
    sizes.overrides.forEach(each -> check(each.size));
  }

  private int[] zones() {
    return sizes.byZone ? ring.zones() : new int[ring.endpoints().size()];
  }

  private void check(int size) {
    int each = inEachZone(size);
    int fewest = endpointsByZone.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    if (size < 1 || each > fewest) {
      throw new IllegalArgumentException(
          "a shard of %d takes %d endpoints of each zone, and a zone has %d; make it smaller, or add endpoints"
              .formatted(size, each, fewest));
    }
    if (each * endpointsByZone.size() < ring.copies()) {
      throw new IllegalArgumentException(
          "a shard of %d endpoints cannot keep %d copies; make it larger"
              .formatted(size, ring.copies()));
    }
  }

  private int inEachZone(int size) {
    return Math.ceilDiv(size, endpointsByZone.size());
  }

  /** The part of the ring that is a tenant's. */
  Hashring of(String tenant) {
    ShardedRing known = drawn.get(tenant);
    if (known != null) {
      return known;
    }
    if (drawn.size() >= REMEMBERED) {
      drawn.clear();
    }
    return drawn.computeIfAbsent(tenant, this::draw);
  }

  private ShardedRing draw(String tenant) {
    boolean[] members = new boolean[ring.endpoints().size()];
    int each = inEachZone(sizes.of(tenant));
    pointsByZone.forEach((zone, points) -> {
      GoRandom random = new GoRandom(seed(tenant, name(zone)));
      for (int i = 0; i < each; i++) {
        members[next(points, random.next(), members)] = true;
      }
    });
    return new ShardedRing(ring, members);
  }

  private String name(int zone) {
    return sizes.byZone ? ring.zoneName(zone) : "";
  }

  /** The next endpoint on a zone's circle that is not taken yet. */
  private int next(List<Integer> points, long hash, boolean[] taken) {
    int low = 0;
    int high = points.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(ring.hash(points.get(middle)), hash) >= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    for (int step = 0; step < points.size(); step++) {
      int endpoint = ring.owner(points.get((low + step) % points.size()));
      if (!taken[endpoint]) {
        return endpoint;
      }
    }
    throw new IllegalStateException("a zone has fewer endpoints than were counted");
  }

  private static long seed(String tenant, String zone) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(tenant.getBytes(StandardCharsets.UTF_8));
      if (!zone.isEmpty()) {
        md5.update((byte) 0);
        md5.update(zone.getBytes(StandardCharsets.UTF_8));
      }
      return ByteBuffer.wrap(md5.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
