package io.meridian.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoserTreeTest {
  @RegisterExtension final Seed seed = new Seed();

  private int[][] sources = {};
  private int[] heads = {};
  private final LoserTree tree =
      new LoserTree((a, b) -> Integer.compare(sources[a][heads[a]], sources[b][heads[b]]));

  @Test
  void hasNoWinnerWithoutSources() {
    tree.reset(0);

    assertThat(tree.winner()).isEqualTo(LoserTree.NONE);
  }

  @Test
  void mergesAnyNumberOfSources() {
    RandomGenerator random = seed.random();
    for (int count = 1; count < 40; count++) {
      int[] all = fill(random, count);

      assertThat(merge()).isEqualTo(Arrays.stream(all).sorted().toArray());
    }
  }

  @Test
  void givesEqualHeadsInTheOrderOfTheirSources() {
    sources = new int[][] {{5, 7}, {5}, {3, 5}, {5}};
    heads = new int[4];
    tree.reset(4);

    assertThat(nextSource()).isEqualTo(2);
    assertThat(nextSource()).isEqualTo(0);
    assertThat(nextSource()).isEqualTo(1);
    assertThat(nextSource()).isEqualTo(2);
    assertThat(nextSource()).isEqualTo(3);
    assertThat(nextSource()).isEqualTo(0);
    assertThat(tree.winner()).isEqualTo(LoserTree.NONE);
  }

  @Test
  void leavesOutSourcesThatHaveNoHead() {
    sources = new int[][] {{}, {2}, {}, {1}, {}};
    heads = new int[5];
    tree.reset(5, new boolean[] {false, true, false, true, false});

    assertThat(nextSource()).isEqualTo(3);
    assertThat(nextSource()).isEqualTo(1);
    assertThat(tree.winner()).isEqualTo(LoserTree.NONE);
  }

  @Test
  void knowsWhoWinsNext() {
    RandomGenerator random = seed.random();
    for (int count = 1; count < 20; count++) {
      fill(random, count);
      tree.reset(count, live());
      while (tree.winner() != LoserTree.NONE) {
        int winner = tree.winner();
        int runnerUp = tree.runnerUp();
        heads[winner] = sources[winner].length - 1;
        tree.ended();

        assertThat(tree.winner()).isEqualTo(runnerUp);
      }
    }
  }

  @Test
  void allocatesNothingOnceItHasGrown() {
    fill(seed.random(), 16);

    assertThat(Allocation.bytes(this::drain)).isZero();
  }

  private void drain() {
    Arrays.fill(heads, 0);
    tree.reset(sources.length);
    while (tree.winner() != LoserTree.NONE) {
      nextSource();
    }
  }

  private int[] fill(RandomGenerator random, int count) {
    sources = new int[count][];
    heads = new int[count];
    int[] all = {};
    for (int i = 0; i < count; i++) {
      sources[i] = random.ints(1 + random.nextInt(9), 0, 50).sorted().toArray();
      int from = all.length;
      all = Arrays.copyOf(all, from + sources[i].length);
      System.arraycopy(sources[i], 0, all, from, sources[i].length);
    }
    return all;
  }

  private boolean[] live() {
    boolean[] live = new boolean[sources.length];
    Arrays.fill(live, true);
    return live;
  }

  private int[] merge() {
    tree.reset(sources.length);
    int[] merged = new int[Arrays.stream(sources).mapToInt(source -> source.length).sum()];
    for (int i = 0; i < merged.length; i++) {
      int winner = tree.winner();
      merged[i] = sources[winner][heads[winner]];
      nextSource();
    }
    assertThat(tree.winner()).isEqualTo(LoserTree.NONE);
    return merged;
  }

  private int nextSource() {
    int winner = tree.winner();
    if (++heads[winner] < sources[winner].length) {
      tree.moved();
    } else {
      tree.ended();
    }
    return winner;
  }
}
