package io.meridian.cluster.ring;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Consistent hashing: each endpoint has 1,000 points on a circle of 64 bits, the hashes (xxHash64,
 * seed 0) of {@code address:1} to {@code address:1000}. A series belongs to the first point that is
 * not below its hash. Its copies are on the endpoints that follow on the circle, such that no zone
 * gets another one while a zone has fewer. Another endpoint among n takes an n-th of the series and
 * moves no others.
 */
public final class KetamaRing implements Hashring {
  private static final int POINTS = 1000;

  /** Turns the order of unsigned numbers into that of signed ones. */
  private static final long SIGN = Long.MIN_VALUE;

  private final List<Endpoint> endpoints;
  private final List<String> zoneNames;
  private final int copies;

  /** Ascending; unsigned hashes with their sign turned. */
  private final long[] points;

  /** For each point the endpoints of its series. */
  private final int[] placesOfPoints;

  /**
   * Makes a ring.
   *
   * @throws IllegalArgumentException if the endpoints cannot keep so many copies
   */
  public KetamaRing(List<Endpoint> endpoints, int copies) {
    Hashring.check(endpoints, copies);
    this.endpoints = List.copyOf(endpoints);
    zoneNames = this.endpoints.stream().map(Endpoint::zone).distinct().toList();
    this.copies = copies;
    List<Point> circle = circle(this.endpoints);
    points = circle.stream().mapToLong(Point::hash).toArray();
    placesOfPoints = new Walk(circle, zones()).places(copies);
  }

  private record Point(long hash, int endpoint) {}

  private static List<Point> circle(List<Endpoint> endpoints) {
    List<Point> circle = new ArrayList<>(POINTS * endpoints.size());
    for (int endpoint = 0; endpoint < endpoints.size(); endpoint++) {
      String address = endpoints.get(endpoint).address();
      for (int i = 1; i <= POINTS; i++) {
        byte[] text = (address + ":" + i).getBytes(StandardCharsets.UTF_8);
        circle.add(new Point(XxHash64JavaHasher.hash(text, 0, text.length, 0) ^ SIGN, endpoint));
      }
    }
    circle.sort(Comparator.comparingLong(Point::hash).thenComparingInt(Point::endpoint));
    return circle;
  }

  /** The numbers of the endpoints' zones; an array of the caller's own. */
  int[] zones() {
    return endpoints.stream().mapToInt(each -> zoneNames.indexOf(each.zone())).toArray();
  }

  String zoneName(int zone) {
    return zoneNames.get(zone);
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
    int point = point(hash);
    System.arraycopy(placesOfPoints, point * copies, places, 0, copies);
  }

  /** How many points there are; they are numbered by their hashes, unsigned. */
  int points() {
    return points.length;
  }

  /** The point of a hash: the first that is not below it, past the end the first of all. */
  int point(long hash) {
    int found = Arrays.binarySearch(points, hash ^ SIGN);
    int point = found >= 0 ? found : -found - 1;
    return point == points.length ? 0 : point;
  }

  long hash(int point) {
    return points[point] ^ SIGN;
  }

  /** The endpoint whose point it is. */
  int owner(int point) {
    return placesOfPoints[point * copies];
  }

  /** Walks on from each point until all copies have their endpoint. */
  private static final class Walk {
    private final List<Point> circle;
    private final int[] zones;
    private final int[] copiesInZone;

    Walk(List<Point> circle, int[] zones) {
      this.circle = circle;
      this.zones = zones;
      copiesInZone = new int[Arrays.stream(zones).max().orElse(0) + 1];
    }

    int[] places(int copies) {
      int[] all = new int[copies * circle.size()];
      int[] places = new int[copies];
      for (int point = 0; point < circle.size(); point++) {
        Arrays.fill(copiesInZone, 0);
        for (int copy = 0; copy < copies; copy++) {
          places[copy] = next(point, places, copy);
          copiesInZone[zones[places[copy]]]++;
        }
        System.arraycopy(places, 0, all, point * copies, copies);
      }
      return all;
    }

    /**
     * The next endpoint whose turn it is. Where a zone has not enough endpoints to keep up with the
     * others, one whole turn finds nobody; then the zones no longer matter.
     */
    private int next(int from, int[] taken, int count) {
      int spare = -1;
      for (int step = 0; step < circle.size(); step++) {
        int endpoint = circle.get((from + step) % circle.size()).endpoint();
        if (contains(taken, count, endpoint)) {
          continue;
        }
        if (isTurnOf(zones[endpoint])) {
          return endpoint;
        }
        if (spare < 0) {
          spare = endpoint;
        }
      }
      return spare;
    }

    private boolean isTurnOf(int zone) {
      int fewest = Integer.MAX_VALUE;
      for (int count : copiesInZone) {
        fewest = Math.min(fewest, count);
      }
      return copiesInZone[zone] <= fewest;
    }

    private static boolean contains(int[] values, int count, int wanted) {
      for (int i = 0; i < count; i++) {
        if (values[i] == wanted) {
          return true;
        }
      }
      return false;
    }
  }
}
