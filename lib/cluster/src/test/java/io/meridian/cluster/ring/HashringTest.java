package io.meridian.cluster.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meridian.model.LabelHash;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places of series, among them those that a real receiver of Thanos gave. */
final class HashringTest {
  @RegisterExtension final Seed seed = new Seed();

  @ParameterizedTest
  @CsvSource({"up, n1 n0", "m1, n0 n2", "m2, n1 n0", "m3, n2 n0", "m4, n0 n1", "m5, n1 n0"})
  void placesSeriesAsThanosDoes(String name, String expected) {
    Hashring ring = new KetamaRing(endpoints("n0", "n1", "n2"), 2);

    assertThat(places(ring, name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"up, n3 n1", "m1, n0 n2", "m2, n1 n2", "m3, n2 n0", "m4, n0 n3", "m5, n1 n2"})
  void placesSeriesInZonesAsThanosDoes(String name, String expected) {
    Hashring ring =
        new KetamaRing(
            List.of(
                new Endpoint("n0:10901", "a"),
                new Endpoint("n1:10901", "a"),
                new Endpoint("n2:10901", "b"),
                new Endpoint("n3:10901", "b")),
            2);

    assertThat(places(ring, name)).isEqualTo(expected);
  }

  @Test
  void movesOnlySeriesOfTheNewEndpoint() {
    Hashring before = new KetamaRing(endpoints("a", "b", "c", "d"), 1);
    Hashring after = new KetamaRing(endpoints("a", "b", "c", "d", "e"), 1);
    RandomGenerator random = seed.random();
    int[] was = new int[1];
    int[] is = new int[1];
    int moved = 0;
    for (int i = 0; i < 20_000; i++) {
      long hash = random.nextLong();
      before.place(hash, was);
      after.place(hash, is);
      if (was[0] != is[0]) {
        assertThat(is[0]).isEqualTo(4);
        moved++;
      }
    }

    assertThat(moved).isBetween(3000, 5000);
  }

  @Test
  void keepsCopiesApartAndZonesEven() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 30; round++) {
      int zones = 1 + random.nextInt(4);
      List<Endpoint> endpoints = new ArrayList<>();
      for (int i = 0; i < zones * (1 + random.nextInt(3)); i++) {
        endpoints.add(new Endpoint("10.0.0." + i + ":10901", "zone-" + i % zones));
      }
      int copies = 1 + random.nextInt(endpoints.size());
      Hashring ring = new KetamaRing(endpoints, copies);
      int[] places = new int[copies];
      for (int i = 0; i < 1000; i++) {
        ring.place(random.nextLong(), places);

        assertThat(Arrays.stream(places).distinct().count()).isEqualTo(copies);
        long[] inZone = new long[zones];
        Arrays.stream(places).forEach(place -> inZone[place % zones]++);
        assertThat(Arrays.stream(inZone).max().getAsLong())
            .isLessThanOrEqualTo(Arrays.stream(inZone).min().getAsLong() + 1);
      }
    }
  }

  @Test
  void fillsUpFromALargerZoneWhenAnotherHasNobodyLeft() {
    Hashring ring =
        new KetamaRing(
            List.of(
                new Endpoint("a", "small"),
                new Endpoint("b", "large"),
                new Endpoint("c", "large"),
                new Endpoint("d", "large")),
            4);

    int[] places = new int[4];
    ring.place(seed.random().nextLong(), places);

    assertThat(places).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void takesTheFirstPointPastTheEndOfTheCircle() {
    Hashring ring = new KetamaRing(endpoints("n0", "n1", "n2"), 1);
    int[] last = new int[1];
    int[] first = new int[1];

    ring.place(-1L, last);
    ring.place(0L, first);

    assertThat(last).isEqualTo(first);
  }

  @Test
  void countsOnFromTheRemainder() {
    Hashring ring = new HashmodRing(endpoints("c", "a", "b"), 2);
    int[] places = new int[2];

    ring.place(5, places);
    assertThat(places).containsExactly(2, 0);
    ring.place(-1L, places); // 2^64 - 1, a multiple of 3
    assertThat(places).containsExactly(0, 1);
    assertThat(ring.endpoints()).extracting(Endpoint::address).isSorted();
  }

  @Test
  void refusesMoreCopiesThanEndpointsAndDoubleAddresses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KetamaRing(endpoints("a", "b"), 3))
        .withMessageContaining("2 endpoints cannot keep 3 copies");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HashmodRing(endpoints("a", "a"), 1))
        .withMessageContaining("a:10901 twice");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 1, 2", "3, 2, 2", "4, 3, 3", "5, 3, 3"})
  void wantsMoreThanHalfButOneOfTwo(int copies, int usual, int bothOfTwo) {
    assertThat(Quorum.of(copies, false)).isEqualTo(usual);
    assertThat(Quorum.of(copies, true)).isEqualTo(bothOfTwo);
  }

  private static List<Endpoint> endpoints(String... hosts) {
    return Arrays.stream(hosts).map(host -> new Endpoint(host + ":10901", "")).toList();
  }

  private static String places(Hashring ring, String name) {
    long hash = new LabelHash().ofSeries("t1", Labels.of(Map.of("__name__", name, "job", "a")));
    int[] places = new int[ring.copies()];
    ring.place(hash, places);
    return String.join(
        " ",
        Arrays.stream(places)
            .mapToObj(place -> ring.endpoints().get(place).address().replace(":10901", ""))
            .toList());
  }
}
