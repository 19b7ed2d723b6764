package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SeriesHashTest {
  @RegisterExtension final Seed seed = new Seed();

  private static String text(SeriesHash hash) {
    return "%016x%016x".formatted(hash.high(), hash.low());
  }

  private static SeriesHash of(Labels labels) {
    byte[] packed = labels.packed();
    return new SeriesHash().set(0, 0).add(packed, 0, packed.length);
  }

  @Test
  void isWhatOtherProcessesComputeToo() {
    assertThat(text(of(Labels.EMPTY))).isEqualTo("00000000000000000000000000000000");
    assertThat(text(of(Labels.of("__name__", "up", "job", "a"))))
        .isEqualTo("1bb111f9563bdeba7ad2f4c81dab9754");
  }

  @Test
  void addsAndRemovesLabelsInAnyOrder() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 200; round++) {
      List<Labels> single = new ArrayList<>();
      List<String> all = new ArrayList<>();
      for (int i = random.nextInt(1, 12); i > 0; i--) {
        String value = "v" + random.nextInt(1000);
        single.add(Labels.of("l" + i, value));
        all.addAll(List.of("l" + i, value));
      }
      SeriesHash whole = of(Labels.of(all.toArray(String[]::new)));

      SeriesHash built = new SeriesHash().set(0, 0);
      Collections.shuffle(single, new Random(seed.value()));
      single.forEach(one -> built.add(one.packed(), 0, one.packed().length));
      assertThat(text(built)).isEqualTo(text(whole));

      Labels extra = Labels.of("extra", "label");
      built.add(extra.packed(), 0, extra.packed().length);
      assertThat(text(built)).isNotEqualTo(text(whole));
      built.remove(extra.packed(), 0, extra.packed().length);
      assertThat(text(built)).isEqualTo(text(whole));
    }
  }

  @Test
  void tellsNamesFromValuesAndLabelsFromEachOther() {
    Set<String> different = new HashSet<>();
    List<Labels> sets = new ArrayList<>();
    for (String one : List.of("a", "b", "ab", "aa")) {
      for (String other : List.of("a", "b", "ab", "aa")) {
        sets.add(Labels.of("x", one, "y", other));
        sets.add(Labels.of("x" + one, other));
      }
    }
    sets.forEach(set -> different.add(text(of(set))));
    assertThat(different).hasSize(sets.size());
  }

  @Test
  void hashedLabelsAreOrderedByTheHashAsAnUnsignedNumber() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 10_000; round++) {
      long high = random.nextLong() >> random.nextInt(64);
      long low = random.nextLong() >> random.nextInt(64);
      long otherHigh = random.nextBoolean() ? high : random.nextLong();
      long otherLow = random.nextBoolean() ? low : random.nextLong();
      LabelBytes one = new LabelBytes();
      LabelBytes other = new LabelBytes();
      HashedLabels.write(high, low, one);
      HashedLabels.write(otherHigh, otherLow, other);

      int expected = Long.compareUnsigned(high, otherHigh);
      expected = expected == 0 ? Long.compareUnsigned(low, otherLow) : expected;
      int compared =
          PackedLabels.compare(one.bytes(), 0, one.length(), other.bytes(), 0, other.length());
      assertThat(Integer.signum(compared)).isEqualTo(Integer.signum(expected));
      assertThat(one.length()).isEqualTo(HashedLabels.SIZE);
      assertThat(HashedLabels.is(one.bytes(), 0, one.length())).isTrue();
      PackedLabels.validate(one.bytes(), 0, one.length(), "hashed labels");
    }
  }

  @Test
  void ordinaryLabelsAreNoHashedOnes() {
    byte[] packed = Labels.of("__name__", "up", "instance", "localhost:9090").packed();
    assertThat(HashedLabels.is(packed, 0, packed.length)).isFalse();
    assertThat(HashedLabels.is(packed, 0, 0)).isFalse();
  }
}
