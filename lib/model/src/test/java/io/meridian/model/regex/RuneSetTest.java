package io.meridian.model.regex;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RuneSetTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void holdsWhatWasAdded() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 2000; i++) {
      BitSet expected = new BitSet();
      RuneSet.Builder builder = new RuneSet.Builder();
      for (int ranges = random.nextInt(12); ranges > 0; ranges--) {
        int first = random.nextInt(100);
        int last = first + random.nextInt(12);
        builder.add(first, last);
        expected.set(first, last + 1);
      }

      RuneSet set = builder.build();

      assertThat(set.size()).isEqualTo(expected.cardinality());
      for (int rune = 0; rune < 120; rune++) {
        assertThat(set.contains(rune)).isEqualTo(expected.get(rune));
        assertThat(set.negated().contains(rune)).isNotEqualTo(expected.get(rune));
      }
      assertThat(set.negated().negated()).isEqualTo(set);
    }
  }

  @Test
  void onlyWhatIsNegatedHoldsInvalidBytes() {
    assertThat(RuneSet.of('a').contains(RuneSet.INVALID)).isFalse();
    assertThat(RuneSet.of('a').negated().contains(RuneSet.INVALID)).isTrue();
    assertThat(RuneSet.ANY.negated()).isEqualTo(RuneSet.NONE);
    assertThat(RuneSet.NONE.negated()).isEqualTo(RuneSet.ANY);
  }
}
