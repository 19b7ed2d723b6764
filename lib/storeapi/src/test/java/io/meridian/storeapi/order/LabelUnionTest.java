package io.meridian.storeapi.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LabelUnionTest {
  private static final int[] POINTS = {'a', 'b', 0xe9, 0xd7ff, 0xe000, 0xff61, 0x10000, 0x1f600};

  @RegisterExtension final Seed seed = new Seed();

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      text.appendCodePoint(POINTS[random.nextInt(POINTS.length)]);
    }
    return text.toString();
  }

  @Test
  void givesEachTextOnceInTheOrderOfItsBytes() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 300; round++) {
      TreeSet<String> expected =
          new TreeSet<>((a, b) ->
              Arrays.compareUnsigned(
                  a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
      LabelUnion union = new LabelUnion();
      for (int store = random.nextInt(4); store >= 0; store--) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
          texts.add(text(random));
        }
        union.addAll(texts);
        expected.addAll(texts);
      }
      String gone = text(random);
      union.removeAll(List.of(gone));
      expected.remove(gone);

      assertThat(union.list(0)).containsExactlyElementsOf(expected);
      assertThat(union.size()).isEqualTo(expected.size());
      assertThat(union.list(3)).isEqualTo(expected.stream().limit(3).toList());
    }
  }
}
