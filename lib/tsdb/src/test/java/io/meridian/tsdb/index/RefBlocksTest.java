package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists that grow and lose references, against sets of bits; reading them is PostingsTest's. */
class RefBlocksTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void hasWhatWasAddedAndNotTakenOut() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 40; i++) {
      RefBlocks list = new RefBlocks();
      BitSet expected = new BitSet();
      int next = random.nextInt(200_000);
      for (int step = 0; step < 12; step++) {
        if (random.nextInt(3) == 0) {
          BitSet gone = some(random, next);
          expected.andNot(gone);
          list = list.without(gone);
        } else {
          next = grow(random, list, expected, next);
        }

        assertThat(list.size()).isEqualTo(expected.cardinality());
        assertThat(list.toArray()).isEqualTo(expected.stream().toArray());
      }
    }
  }

  @Test
  void readersSeeWhatWasThereWhenTheyBegan() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 40; i++) {
      RefBlocks list = new RefBlocks();
      BitSet expected = new BitSet();
      int next = grow(random, list, expected, random.nextInt(200_000));
      Postings before = list.postings();
      int[] known = expected.stream().toArray();
      int[] read = new int[known.length + 1];
      int half = before.next(read, 0, 1 + random.nextInt(known.length), Postings.END);

      for (int step = 0; step < 5; step++) {
        next = grow(random, list, expected, next);
      }
      RefBlocks others = list.without(some(random, next));
      grow(random, others, new BitSet(), next);

      int rest = before.next(read, half, read.length, Postings.END);
      assertThat(half + rest).isEqualTo(known.length);
      assertThat(Arrays.copyOf(read, known.length)).isEqualTo(known);
      assertThat(before.floor()).isEqualTo(Postings.END);
    }
  }

  @Test
  void takesLessThanTwoBytesAReferenceAndNothingForWholeBlocks() {
    RefBlocks all = new RefBlocks();
    RefBlocks some = new RefBlocks();
    for (int ref = 0; ref < 10 * RefBlocks.BLOCK; ref++) {
      all.add(ref);
      if (ref % 50 == 0) {
        some.add(ref);
      }
    }
    all.add(10 * RefBlocks.BLOCK);
    some.add(10 * RefBlocks.BLOCK);

    assertThat(all.bytes()).isLessThan(300);
    assertThat(some.bytes()).isBetween(2L * some.size(), 2L * some.size() + 500);
  }

  @Test
  void addsAfterTheLastBlockWasTakenOut() {
    RefBlocks list = new RefBlocks();
    list.add(5);
    list.add(RefBlocks.BLOCK + 5);
    BitSet gone = new BitSet();
    gone.set(RefBlocks.BLOCK + 5);

    RefBlocks left = list.without(gone);
    left.add(RefBlocks.BLOCK + 6);
    left.add(Integer.MAX_VALUE);

    assertThat(left.toArray()).containsExactly(5, RefBlocks.BLOCK + 6, Integer.MAX_VALUE);
    gone.set(0, RefBlocks.BLOCK * 2);
    assertThat(left.without(gone).toArray()).containsExactly(Integer.MAX_VALUE);
  }

  /** References one behind the other or far apart; returns what the next one may be. */
  private static int grow(RandomGenerator random, RefBlocks list, BitSet expected, int from) {
    int apart = 1 << random.nextInt(17);
    int step = random.nextInt(4) == 0 ? 1 : apart;
    int ref = from;
    for (int count = 1 + random.nextInt(4_000_000 / (apart + 40)); count > 0; count--) {
      ref += random.nextInt(step);
      list.add(ref);
      expected.set(ref);
      ref++;
    }
    return ref;
  }

  /** A stretch of references, all of it or only some. */
  private static BitSet some(RandomGenerator random, int below) {
    BitSet some = new BitSet();
    int from = random.nextInt(below);
    int to = from + random.nextInt(below - from + 1);
    int step = random.nextBoolean() ? 1 : 1 + random.nextInt(1000);
    for (int ref = from; ref < to; ref += step) {
      some.set(ref);
    }
    return some;
  }
}
