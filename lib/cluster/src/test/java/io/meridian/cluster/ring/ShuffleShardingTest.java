package io.meridian.cluster.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meridian.config.ConfigFile;
import io.meridian.model.LabelHash;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants' parts of rings, among them those that Thanos 0.43 drew. */
final class ShuffleShardingTest {
  private static final int TENANTS = 1000;

  @RegisterExtension final Seed seed = new Seed();

  private static List<Endpoint> endpoints(int count, int zones) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Endpoint("r" + i + ":10901", zones > 1 ? "z" + i % zones : ""))
        .toList();
  }

  private static ShuffleSharding sharding(int endpoints, int zones, int copies, int size) {
    return new ShuffleSharding(
        new KetamaRing(endpoints(endpoints, zones), copies),
        new ShuffleSharding.Sizes(size, true, List.of()));
  }

  /** Those that get any of many hashes. */
  private static Set<String> members(Hashring shard) {
    Set<String> members = new TreeSet<>();
    int[] places = new int[shard.copies()];
    for (int i = 0; i < 100; i++) {
      shard.place(i * 0x9e3779b97f4a7c15L, places);
      for (int place : places) {
        members.add(shard.endpoints().get(place).address());
      }
    }
    return members;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8717895732742165505, 2259404117704393152",
    "1, 5577006791947779410, 8674665223082153551",
    "-1, 12868334305193165484, 9773543399016688047",
    "9223372036854775807, 5577006791947779410, 8674665223082153551",
    "-9223372036854775808, 7681445645332086223, 16000530077514976911",
    "1234567890123456789, 16981293969281846260, 15486868350510750250"
  })
  void drawsTheNumbersOfGo(long from, String first, String second) {
    GoRandom random = new GoRandom(from);

    assertThat(Long.toUnsignedString(random.next())).isEqualTo(first);
    assertThat(Long.toUnsignedString(random.next())).isEqualTo(second);
  }

  @Test
  void placesSeriesAsThanosDoes() throws IOException {
    String expected;
    try (InputStream file = ShuffleShardingTest.class.getResourceAsStream("shuffle-shards.txt")) {
      expected = new String(file.readAllBytes(), UTF_8);
    }
    List<String> placed = new ArrayList<>();
    for (String line : expected.lines().toList()) {
      String[] words = line.split(" ");
      Hashring shard = ring(words[0], Integer.parseInt(words[1])).of(words[2]);
      Labels labels = Labels.of("__name__", words[3], "job", "a");
      int[] places = new int[3];
      shard.place(new LabelHash().ofSeries(words[2], labels), places);
      StringBuilder own = new StringBuilder(String.join(" ", List.of(words).subList(0, 4)));
      for (int place : places) {
        own.append(' ').append(shard.endpoints().get(place).address());
      }
      placed.add(own.toString());
    }

    assertThat(placed).isEqualTo(expected.lines().toList()).hasSize(96);
  }

  /** The ring of which the file was made. */
  private static TenantRing ring(String zoneAwarenessDisabled, int zones) {
    StringBuilder members = new StringBuilder();
    for (Endpoint each : endpoints(12, zones)) {
      members.append(members.isEmpty() ? "" : ",");
      members.append("{address: '%s', az: '%s'}".formatted(each.address(), each.zone()));
    }
    String file =
        """
        - endpoints: [%s]
          shuffle_sharding_config:
            shard_size: 4
            zone_awareness_disabled: %s
            overrides: [{shard_size: 6, tenants: [big-*], tenant_matcher_type: glob}]
        """
            .formatted(members, zoneAwarenessDisabled);
    return new RingFile(RingAlgorithm.KETAMA, 3)
        .read(ConfigFile.of("rings", file))
        .rings()
        .getFirst();
  }

  @Test
  void placesSeriesAsARingOfTheTenantsEndpointsAloneWould() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 20; i++) {
      int zones = random.nextInt(1, 4);
      int copies = random.nextInt(1, 4);
      List<Endpoint> all = endpoints(12, zones);
      boolean[] members = new boolean[all.size()];
      List<Endpoint> chosen = new ArrayList<>();
      while (chosen.size() < copies + random.nextInt(4)) {
        int next = random.nextInt(members.length);
        if (!members[next]) {
          members[next] = true;
          chosen.add(all.get(next));
        }
      }
      Hashring shard = new ShardedRing(new KetamaRing(all, copies), members);
      Hashring alone = new KetamaRing(chosen, copies);
      int[] places = new int[copies];
      int[] expected = new int[copies];
      for (int hash = 0; hash < 200; hash++) {
        long of = random.nextLong();
        shard.place(of, places);
        alone.place(of, expected);
        for (int copy = 0; copy < copies; copy++) {
          assertThat(all.get(places[copy])).isEqualTo(chosen.get(expected[copy]));
        }
      }
    }
  }

  @Test
  void spreadsTenantsOverAllEndpointsAndSharesFewOfThem() {
    ShuffleSharding sharding = sharding(12, 1, 2, 3);
    Map<String, Integer> load = new HashMap<>();
    Map<Set<String>, Integer> shards = new HashMap<>();
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      Set<String> members = members(sharding.of("tenant-" + tenant));
      assertThat(members).hasSize(3);
      members.forEach(each -> load.merge(each, 1, Integer::sum));
      shards.merge(members, 1, Integer::sum);
    }

    int fair = TENANTS * 3 / 12;
    assertThat(load).hasSize(12);
    assertThat(load.values()).allMatch(each -> each > fair * 0.8 && each < fair * 1.2);
    assertThat(shards).hasSizeGreaterThan(150); // of 220 that there can be
    assertThat(shards.values()).allMatch(each -> each < TENANTS / 50);
  }

  @Test
  void takesAsManyOfEachZone() {
    ShuffleSharding sharding = sharding(12, 3, 3, 4);
    for (int tenant = 0; tenant < 100; tenant++) {
      Hashring shard = sharding.of("tenant-" + tenant);
      Map<String, Integer> byZone = new HashMap<>();
      Set<String> members = members(shard);
      shard.endpoints().stream()
          .filter(each -> members.contains(each.address()))
          .forEach(each -> byZone.merge(each.zone(), 1, Integer::sum));
      assertThat(byZone).isEqualTo(Map.of("z0", 2, "z1", 2, "z2", 2));
    }
  }

  @Test
  void movesTenantsToANewEndpointOnlyAndFewOfThem() {
    ShuffleSharding before = sharding(12, 1, 2, 3);
    ShuffleSharding after = sharding(13, 1, 2, 3);
    int moved = 0;
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      Set<String> was = members(before.of("tenant-" + tenant));
      Set<String> is = members(after.of("tenant-" + tenant));
      Set<String> came = new HashSet<>(is);
      came.removeAll(was);
      assertThat(came).isSubsetOf("r12:10901");
      moved += came.size();
    }

    int fair = TENANTS * 3 / 13;
    assertThat(moved).isBetween((int) (fair * 0.8), (int) (fair * 1.2));
  }

  @ParameterizedTest
  @CsvSource({
    "12, 1, 3, 13, takes 13 endpoints of each zone",
    "4, 3, 3, 5, a zone has 1",
    "12, 1, 3, 2, cannot keep 3 copies",
    "12, 1, 1, 0, a shard of 0"
  })
  void refusesSizesThatCannotBe(int endpoints, int zones, int copies, int size, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sharding(endpoints, zones, copies, size))
        .withMessageContaining(why);
  }
}
