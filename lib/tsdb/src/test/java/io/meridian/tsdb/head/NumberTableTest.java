package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NumberTableTest {
  @RegisterExtension final Seed seed = new Seed();

  private final NumberTable table = new NumberTable();
  private final Map<Integer, Long> hashes = new HashMap<>();

  private void add(int number, long hash) {
    hashes.put(number, hash);
    if (table.hasRoomFor(number)) {
      table.add(hash, number);
      return;
    }
    table.clear(hashes.size(), number);
    hashes.forEach((each, of) -> {
      assertThat(table.hasRoomFor(each)).isTrue();
      table.add(of, each);
    });
  }

  private long hashOf(int number) {
    return hashes.getOrDefault(number, 0L);
  }

  private List<Integer> candidates(long hash) {
    List<Integer> found = new ArrayList<>();
    for (int slot = table.first(hash); table.number(slot) >= 0; slot = table.next(slot, hash)) {
      found.add(table.number(slot));
    }
    return found;
  }

  /** Hashes of which many begin or end alike. */
  private static long hash(RandomGenerator random) {
    return (random.nextLong() << 40) | random.nextInt(1 << 10);
  }

  @Test
  void findsAllNumbersThatAreThereAndNoneThatIsGone() {
    RandomGenerator random = seed.random();
    int next = 0;
    for (int i = 0; i < 30_000; i++) {
      if (random.nextInt(3) > 0 || hashes.isEmpty()) {
        next += random.nextInt(50) == 0 ? random.nextInt(1 << 16) : 1;
        add(next, hash(random));
      } else {
        int gone = 1 + random.nextInt(next);
        boolean there = hashes.containsKey(gone);
        long hash = hashes.getOrDefault(gone, hash(random));
        assertThat(table.remove(hash, gone, this::hashOf)).isEqualTo(there);
        hashes.remove(gone);
      }
    }

    assertThat(hashes).hasSizeGreaterThan(5_000);
    hashes.forEach((number, hash) -> assertThat(candidates(hash)).containsOnlyOnce(number));
    assertThat(candidates(hash(random))).allMatch(hashes::containsKey);
  }

  @Test
  void passesOverNearlyAllWhoseHashIsAnother() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 90_000; i++) {
      add(i, random.nextLong());
    }

    int looked = 0;
    for (int i = 0; i < 10_000; i++) {
      looked += candidates(random.nextLong()).size();
    }
    assertThat(looked).isLessThan(500);
  }

  @Test
  void takesTheLargestNumbers() {
    add(Integer.MAX_VALUE - 2, -1);
    add(0, -1);

    assertThat(candidates(-1)).containsExactlyInAnyOrder(Integer.MAX_VALUE - 2, 0);
    assertThat(table.remove(-1, Integer.MAX_VALUE - 2, this::hashOf)).isTrue();
    assertThat(candidates(-1)).containsExactly(0);
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(candidates(0)).isEmpty();
    assertThat(table.numberAt(5)).isEqualTo(-1);
  }
}
