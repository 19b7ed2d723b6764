package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import com.carrotsearch.hppc.IntHashSet;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.index.Largest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a name knows of its values as series come and go, against plain counts. */
class LabelValuesTest {
  private static final int VALUES = 5_000;

  @RegisterExtension final Seed seed = new Seed();

  private final HeadIndex index = new HeadIndex(new SeriesRows());

  /** The value of each series that is there. */
  private final Map<Integer, String> series = new HashMap<>();

  private int nextId;

  private void add(String value) {
    byte[] field = field(value);
    index.add(nextId, new int[] {index.intern(field, 0, field.length)}, 1);
    series.put(nextId++, value);
  }

  private static byte[] field(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    byte[] field = new byte[LabelField.size(3, text.length)];
    byte[] name = "pod".getBytes(StandardCharsets.UTF_8);
    LabelField.write(field, 0, name, 0, name.length, text, 0, text.length);
    return field;
  }

  private void remove(BitSet gone) {
    IntHashSet pairs = new IntHashSet();
    gone.stream()
        .forEach(id -> {
          byte[] field = field(Objects.requireNonNull(series.remove(id)));
          pairs.add(index.intern(field, 0, field.length));
        });
    index.remove(0, gone, pairs);
  }

  private BitSet some(RandomGenerator random, int ofHundred) {
    BitSet some = new BitSet();
    series.keySet().stream().filter(_ -> random.nextInt(100) < ofHundred).forEach(some::set);
    return some;
  }

  /** Few values come often, many seldom, so that thresholds rise, and fall when series go. */
  private static String value(RandomGenerator random) {
    double skewed = Math.pow(random.nextDouble(), 3);
    return "v".repeat(1 + random.nextInt(2)) + (int) (VALUES * skewed);
  }

  private void check() {
    Map<String, Long> counts = new HashMap<>();
    series.values().forEach(value -> counts.merge(value, 1L, Long::sum));
    List<Long> sizes = counts.values().stream().sorted(Comparator.reverseOrder()).toList();
    LabelValues values = index.values("pod".getBytes(StandardCharsets.UTF_8));
    assertThat(values.size()).isEqualTo(counts.size());
    assertThat(values.texts()).containsExactlyElementsOf(new TreeSet<>(counts.keySet()));
    assertThat(values.bytes()).isEqualTo(series.values().stream().mapToLong(String::length).sum());
    int[] ranks = index.pairRanks();
    int[] order = values.sorted();
    assertThat(Arrays.stream(order).map(pair -> ranks[pair]).toArray())
        .containsExactly(IntStream.rangeClosed(1, order.length).toArray());
    for (int limit : new int[] {0, 1, 10, 500, 2 * VALUES + 1}) {
      Largest largest = new Largest(limit);
      values.addLargest(largest);
      long[] keys = largest.keys();
      long[] found = new long[keys.length];
      Arrays.setAll(found, largest::count);
      assertThat(found).containsExactly(sizes.stream().limit(limit).mapToLong(n -> n).toArray());
      assertThat(Arrays.stream(keys).distinct().count()).isEqualTo(keys.length);
      for (int i = 0; i < keys.length; i++) {
        assertThat(counts.get(text((int) keys[i]))).isEqualTo(found[i]);
      }
    }
  }

  private String text(int pair) {
    LabelField field = new LabelField();
    index.pairs().read(pair, field);
    int from = field.valueFrom();
    return new String(field.bytes(), from, field.valueTo() - from, StandardCharsets.UTF_8);
  }

  @Test
  void knowsWhichValuesMostSeriesHaveAsSeriesComeAndGo() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 6; round++) {
      for (int i = 0; i < 15_000; i++) {
        add(value(random));
      }
      check();
      remove(some(random, round % 2 == 0 ? 10 : 95));
      check();
    }
  }

  @Test
  void forgetsAllWhenAllSeriesAreGone() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 3000; i++) {
      add(value(random));
    }
    remove(some(random, 100));
    check();
    add("again");
    add("again");
    check();
  }

  @Test
  void knowsLengthsOfLongNamesAndValues() {
    for (int length : new int[] {1, 3, 120, 127, 128, 300, 20_000}) {
      add("x".repeat(length));
    }
    check();
  }
}
