package io.meridian.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LabelsTest {
  private static final Comparator<String> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

  @RegisterExtension final Seed seed = new Seed();

  @Test
  void holdsWhatAMapHoldsInTheOrderOfBytes() {
    RandomLabels make = new RandomLabels(seed.random());
    for (int i = 0; i < 5000; i++) {
      Map<String, String> expected = sorted(make.map());

      Labels labels = Labels.of(expected);

      assertThat(labels.toMap()).containsExactlyEntriesOf(expected);
      assertThat(labels.size()).isEqualTo(expected.size());
      assertThat(labels.isEmpty()).isEqualTo(expected.isEmpty());
      assertThat(LabelsBuilder.from(labels).build()).isEqualTo(labels).hasSameHashCodeAs(labels);
      String name = make.text(3);
      assertThat(labels.get(name).orElse("absent"))
          .isEqualTo(expected.getOrDefault(name, "absent"));
      PackedLabels.validate(labels.packed(), 0, labels.packed().length, "labels");
    }
  }

  private static Map<String, String> sorted(Map<String, String> labels) {
    Map<String, String> sorted = new TreeMap<>(BY_BYTES);
    sorted.putAll(labels);
    return sorted;
  }

  @Test
  void theBuilderReplacesAndRemoves() {
    RandomGenerator random = seed.random();
    RandomLabels make = new RandomLabels(random);
    LabelsBuilder builder = new LabelsBuilder();
    for (int i = 0; i < 2000; i++) {
      Map<String, String> expected = new TreeMap<>(BY_BYTES);
      builder.clear();
      for (int steps = random.nextInt(60); steps > 0; steps--) {
        String name = make.text(2);
        if (random.nextInt(3) == 0) {
          builder.remove(name);
          expected.remove(name);
        } else {
          String value = make.text(3);
          builder.set(name, value);
          expected.put(name, value);
        }
      }

      assertThat(builder.build().toMap()).containsExactlyEntriesOf(expected);
    }
  }

  @Test
  void theBuilderRefusesAnEmptyName() {
    assertThatThrownBy(() -> Labels.of("", "x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Labels.of("a")).isInstanceOf(IllegalArgumentException.class);
    assertThat(Labels.of("a", "")).isEqualTo(Labels.EMPTY);
  }

  @Test
  void ordersSetsLabelByLabelAsBytes() {
    RandomLabels make = new RandomLabels(seed.random());
    Labels before = Labels.of(make.map());
    for (int i = 0; i < 20_000; i++) {
      Labels labels = Labels.of(make.map());

      assertThat(Integer.signum(before.compareTo(labels)))
          .as("%s and %s", before, labels)
          .isEqualTo(Integer.signum(naiveCompare(before, labels)));
      before = labels;
    }
  }

  @Test
  void ordersSetsThatShareAllButTheEnd() {
    RandomGenerator random = seed.random();
    RandomLabels make = new RandomLabels(random);
    for (int i = 0; i < 5000; i++) {
      Labels one = Labels.of(make.map());
      LabelsBuilder builder = LabelsBuilder.from(one);
      Labels other =
          builder.set("zz" + make.text(1), make.text(random.nextBoolean() ? 2 : 200)).build();
      Labels third = builder.set(make.text(1), make.text(2)).build();

      assertThat(Integer.signum(one.compareTo(other)))
          .isEqualTo(Integer.signum(naiveCompare(one, other)));
      assertThat(Integer.signum(other.compareTo(third)))
          .isEqualTo(Integer.signum(naiveCompare(other, third)));
      assertThat(one.compareTo(Labels.copyOf(one.packed(), 0, one.packed().length))).isZero();
    }
  }

  private static int naiveCompare(Labels a, Labels b) {
    LabelCursor x = a.cursor();
    LabelCursor y = b.cursor();
    while (true) {
      boolean moreX = x.next();
      boolean moreY = y.next();
      if (!moreX || !moreY) {
        return Boolean.compare(moreX, moreY);
      }
      int order = BY_BYTES.compare(x.name(), y.name());
      if (order == 0) {
        order = BY_BYTES.compare(x.value(), y.value());
      }
      if (order != 0) {
        return order;
      }
    }
  }

  @Test
  void ordersRunesBeyondTheBasicPlaneBehindAllOthers() {
    // As UTF-16 units the pair of U+1F600 comes before U+FFEE.
    assertThat(Labels.of("a", "\uffee")).isLessThan(Labels.of("a", "😀"));
    assertThat(Labels.of("\uffee", "1", "😀", "2").toMap().keySet())
        .containsExactly("\uffee", "😀");
  }

  @Test
  void valuesOfTwentyKilobytesAreNothingSpecial() {
    String value = "é".repeat(10_000);
    Labels labels = Labels.of("a", "1", "long", value, "z", "2");

    assertThat(labels.get("long")).contains(value);
    assertThat(labels.get("z")).contains("2");
    assertThat(labels).isLessThan(Labels.of("a", "1", "long", value + "x"));
    assertThat(labels).isGreaterThan(Labels.of("a", "1", "long", value.substring(1), "z", "2"));
    PackedLabels.validate(labels.packed(), 0, labels.packed().length, "labels");
  }

  @Test
  void printsNamesAndValuesAsGoQuotesThem() {
    assertThat(
            Labels.of(
                    "__name__",
                    "up",
                    "a.b",
                    "\"\\\n\r\t\u0007\b\f\u000b",
                    "é",
                    "\u0001\u007f\u0085\u00a0\u00ad€😀\u200b\ufffd\udbff\udfff")
                .toString())
        .isEqualTo(
            "{__name__=\"up\", \"a.b\"=\"\\\"\\\\\\n\\r\\t\\a\\b\\f\\v\","
                + " \"é\"=\"\\x01\\x7f\\u0085\\u00a0\\u00ad€😀\\u200b\ufffd\\U0010ffff\"}");
    assertThat(Labels.EMPTY).hasToString("{}");
    assertThat(Labels.of("1a", "x", "a:b", "y")).hasToString("{\"1a\"=\"x\", \"a:b\"=\"y\"}");
  }

  @Test
  void comparesAndFindsWithoutAllocating() {
    byte[] a = Labels.of("a", "1", "b", "x".repeat(200), "c", "3").packed();
    byte[] b = Labels.of("a", "1", "b", "x".repeat(201), "c", "3").packed();
    byte[] name = "c".getBytes(UTF_8);
    LabelCursor cursor = new LabelCursor();

    assertThat(Allocation.bytes(20_000, () -> PackedLabels.compare(a, 0, a.length, b, 0, b.length)))
        .isZero();
    assertThat(Allocation.bytes(20_000, () -> PackedLabels.find(a, 0, a.length, name))).isZero();
    assertThat(Allocation.bytes(20_000, () -> PackedLabels.validate(a, 0, a.length, "a"))).isZero();
    assertThat(
            Allocation.bytes(
                20_000,
                () -> {
                  for (cursor.reset(a, 0, a.length); cursor.next(); ) {
                    cursor.compareName(name);
                  }
                }))
        .isZero();
  }
}
