package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LabelRewriteTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void addsExternalLabelsAndTakesNamedOnesAway() {
    RandomGenerator random = seed.random();
    RandomLabels make = new RandomLabels(random);
    for (int i = 0; i < 10_000; i++) {
      Map<String, String> series = make.map();
      Map<String, String> external = make.map();
      Set<String> removed = make.map().keySet();
      Map<String, String> expected = new TreeMap<>(series);
      expected.putAll(external);
      expected.keySet().removeAll(removed);

      Labels rewritten =
          new LabelRewrite(Labels.of(external), LabelNames.of(removed)).apply(Labels.of(series));

      assertThat(rewritten).isEqualTo(Labels.of(expected));
    }
  }

  @Test
  void selectsLabelsByName() {
    RandomLabels make = new RandomLabels(seed.random());
    for (int i = 0; i < 10_000; i++) {
      Map<String, String> series = make.map();
      Set<String> names = make.map().keySet();
      Map<String, String> without = new TreeMap<>(series);
      without.keySet().removeAll(names);
      Map<String, String> only = new TreeMap<>(series);
      only.keySet().retainAll(names);

      Labels labels = Labels.of(series);

      assertThat(labels.without(LabelNames.of(names))).isEqualTo(Labels.of(without));
      assertThat(labels.only(LabelNames.of(names))).isEqualTo(Labels.of(only));
    }
  }

  @Test
  void anExternalLabelWinsOverTheSeriesOwn() {
    Labels series = Labels.of("__name__", "up", "cluster", "own", "job", "a");

    assertThat(series.withExternal(Labels.of("cluster", "eu", "replica", "0")))
        .isEqualTo(Labels.of("__name__", "up", "cluster", "eu", "job", "a", "replica", "0"));
    assertThat(new LabelRewrite(Labels.of("cluster", "eu"), LabelNames.of("cluster")).apply(series))
        .isEqualTo(Labels.of("__name__", "up", "job", "a"));
  }

  @Test
  void addsBehindWhatTheSinkHolds() {
    LabelBytes sink = new LabelBytes();
    Labels labels = Labels.of("a", "1");
    LabelRewrite rewrite = new LabelRewrite(Labels.of("b", "2"), LabelNames.NONE);

    rewrite.apply(labels.packed(), 0, labels.packed().length, sink);
    int second = sink.length();
    rewrite.apply(labels.packed(), 0, 0, sink);

    assertThat(Labels.copyOf(sink.bytes(), 0, second)).isEqualTo(Labels.of("a", "1", "b", "2"));
    assertThat(sink.labels(second)).isEqualTo(Labels.of("b", "2"));
  }

  @Test
  void rewritesWithoutAllocating() {
    byte[] packed =
        Labels.of("__name__", "up", "cluster", "own", "job", "a", "replica", "1").packed();
    LabelRewrite rewrite =
        new LabelRewrite(Labels.of("cluster", "eu", "z", "0"), LabelNames.of("replica"));
    LabelNames names = LabelNames.of("job", "replica");
    LabelBytes sink = new LabelBytes();

    assertThat(
            Allocation.bytes(20_000, () -> rewrite.apply(packed, 0, packed.length, sink.clear())))
        .isZero();
    assertThat(
            Allocation.bytes(
                20_000, () -> names.select(false, packed, 0, packed.length, sink.clear())))
        .isZero();
  }

  @Test
  void namesAreASortedSet() {
    LabelNames names = LabelNames.of("z", "a", "😀", "\uffee", "a");

    assertThat(names.size()).isEqualTo(4);
    assertThat(new String(names.name(2), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("\uffee");
    assertThat(names.contains("xaz".getBytes(java.nio.charset.StandardCharsets.UTF_8), 1, 2))
        .isTrue();
    assertThat(names.contains("xaz".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 1))
        .isFalse();
    assertThat(names.or(LabelNames.of("b", "z")).size()).isEqualTo(5);
    assertThat(LabelNames.NONE.isEmpty()).isTrue();
  }
}
