package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.testkit.Seed;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.roaringbitmap.RoaringBitmap;

/** Every kind of list, and every composition of them, against sorted sets. */
class PostingsTest {
  @RegisterExtension final Seed seed = new Seed();

  private record Case(Postings postings, NavigableSet<Long> expected, String made) {}

  @Test
  void givesWhatTheSetsGive() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 400; i++) {
      long universe = 1L << random.nextInt(4, 33);
      Case any = composed(random, universe, random.nextInt(4));

      assertThat(drain(any.postings)).as(any.made).containsExactlyElementsOf(any.expected);
    }
  }

  @Test
  void answersMixedCallsLikeTheSets() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 400; i++) {
      long universe = 1L << random.nextInt(4, 33);
      walk(composed(random, universe, random.nextInt(4)), random, universe);
    }
  }

  @Test
  void cursorTakesAndSeeksReferencesOneByOne() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 200; i++) {
      Case any = composed(random, 1L << random.nextInt(4, 33), 2);
      PostingsCursor cursor = new PostingsCursor(any.postings);
      long last = -1;
      while (last < Postings.END) {
        long target = last + 1 + (random.nextBoolean() ? random.nextLong(50_000) : 0);
        Long expected = any.expected.ceiling(target);
        last = random.nextBoolean() && target == last + 1 ? cursor.next() : cursor.seek(target);
        assertThat(last).as(any.made).isEqualTo(expected == null ? Postings.END : expected);
      }
    }
  }

  @Test
  void mergesManyListsOfOneReference() {
    RandomGenerator random = seed.random();
    for (int bits : new int[] {10, 20, 32}) {
      TreeSet<Long> expected = new TreeSet<>();
      List<Postings> lists = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        long ref = random.nextLong(1L << bits);
        expected.add(ref);
        lists.add(Postings.of((int) ref));
      }

      assertThat(drain(Postings.or(lists))).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void estimatesAreUpperBoundsAndFloorsLowerBounds() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 400; i++) {
      Case any = composed(random, 1L << random.nextInt(4, 33), random.nextInt(4));
      assertThat(any.postings.estimate()).as(any.made).isGreaterThanOrEqualTo(any.expected.size());
      if (!any.expected.isEmpty()) {
        assertThat(any.postings.floor()).as(any.made).isLessThanOrEqualTo(any.expected.first());
      }
    }
  }

  @Test
  void nothingAndEverything() {
    assertThat(drain(Postings.empty())).isEmpty();
    assertThat(Postings.empty().floor()).isEqualTo(Postings.END);
    assertThat(drain(Postings.or(List.of()))).isEmpty();
    assertThat(drain(Postings.range(3, 3))).isEmpty();
    assertThat(drain(Postings.range(Postings.END - 2, Postings.END)))
        .containsExactly(Postings.END - 2, Postings.END - 1);
    assertThat(drain(Postings.without(Postings.range(0, 10), Postings.range(2, 9))))
        .containsExactly(0L, 1L, 9L);
  }

  @Test
  void refusesAnUnsortedListByNameAndOffset() {
    Postings list = refs("block/index", 400, 1, 2, 7, 6, 9);

    assertThatThrownBy(() -> drain(list))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("block/index")
        .hasMessageContaining("416")
        .hasMessageContaining("ascend");
    assertThatThrownBy(() -> drain(refs("index", 0, 1, 1)))
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void hostileListsEndAndMarkOnlyWhatWasAsked() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 400; i++) {
      long universe = 1L << random.nextInt(3, 33);
      int[] noise =
          IntStream.range(0, random.nextInt(400))
              .map(j -> (int) random.nextLong(universe))
              .toArray();
      List<Postings> lists = new ArrayList<>();
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        lists.add(refs("index", 0, noise));
        lists.add(composed(random, universe, 1).postings);
      }
      Postings hostile =
          switch (random.nextInt(3)) {
            case 0 -> Postings.and(lists);
            case 1 -> Postings.or(lists);
            default -> Postings.without(lists.get(0), lists.get(1));
          };
      try {
        List<Long> answer = drain(hostile);
        assertThat(answer).isSorted().doesNotHaveDuplicates();
        assertThat(answer).allMatch(ref -> ref >= 0 && ref < universe);
      } catch (CorruptDataException expected) {
        assertThat(expected).hasMessageContaining("ascend");
      }
    }
  }

  /** Random calls of every operation; what each passes is removed from the set. */
  private static void walk(Case any, RandomGenerator random, long universe) {
    TreeSet<Long> left = new TreeSet<>(any.expected);
    int[] block = new int[1500];
    long passed = 0;
    for (int step = 0; step < 40 && passed < Postings.END; step++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          int room = random.nextInt(1, random.nextBoolean() ? 10 : 1000);
          long below = random.nextBoolean() ? Postings.END : passed + random.nextLong(universe);
          int count = any.postings.next(block, 7, 7 + room, below);
          for (int i = 0; i < count; i++) {
            assertThat(Integer.toUnsignedLong(block[7 + i]))
                .as(any.made)
                .isEqualTo(left.pollFirst());
            passed = Integer.toUnsignedLong(block[7 + i]) + 1;
          }
          if (count == 0) {
            assertThat(left.headSet(below)).as(any.made).isEmpty();
          }
        }
        case 1 -> {
          passed += random.nextLong(random.nextBoolean() ? universe : 200);
          any.postings.skipTo(passed);
          left.headSet(passed).clear();
        }
        default -> passed = mark(any, left, random, universe, passed);
      }
    }
  }

  private static long mark(
      Case any, NavigableSet<Long> left, RandomGenerator random, long universe, long passed) {
    TreeSet<Long> asked = new TreeSet<>();
    long reach = random.nextBoolean() ? universe : 3000;
    for (int i = random.nextInt(1, 600); i > 0; i--) {
      long ref = passed + random.nextLong(reach);
      Long near = random.nextBoolean() ? left.ceiling(ref) : null;
      asked.add(Math.min(near == null ? ref : near, Postings.END - 1));
    }
    int[] refs = new int[asked.size() + 5];
    int at = 5;
    for (long ref : asked) {
      refs[at++] = (int) ref;
    }
    long[] marks = new long[(asked.size() + 63) / 64];
    any.postings.mark(refs, 5, refs.length, marks);
    for (int i = 5; i < refs.length; i++) {
      assertThat(Marks.get(marks, i - 5))
          .as(any.made)
          .isEqualTo(left.contains(Integer.toUnsignedLong(refs[i])));
    }
    left.headSet(asked.last() + 1).clear();
    return asked.last() + 1;
  }

  private static Case composed(RandomGenerator random, long universe, int depth) {
    if (depth == 0) {
      return leaf(random, universe);
    }
    Case first = composed(random, universe, depth - 1);
    List<Postings> lists = new ArrayList<>(List.of(first.postings));
    TreeSet<Long> expected = new TreeSet<>(first.expected);
    StringBuilder made = new StringBuilder("(").append(first.made);
    int kind = random.nextInt(3);
    int more = kind == 2 ? 1 : random.nextInt(depth == 1 && random.nextInt(20) == 0 ? 300 : 4);
    for (int i = 0; i < more; i++) {
      Case next = composed(random, universe, random.nextInt(depth));
      lists.add(next.postings);
      made.append(kind == 0 ? " and " : kind == 1 ? " or " : " without ").append(next.made);
      switch (kind) {
        case 0 -> expected.retainAll(next.expected);
        case 1 -> expected.addAll(next.expected);
        default -> expected.removeAll(next.expected);
      }
    }
    Postings postings =
        switch (kind) {
          case 0 -> Postings.and(lists);
          case 1 -> Postings.or(lists);
          default -> Postings.without(lists.get(0), lists.get(1));
        };
    return new Case(postings, expected, made.append(')').toString());
  }

  private static Case leaf(RandomGenerator random, long universe) {
    TreeSet<Long> expected = new TreeSet<>();
    int kind = random.nextInt(6);
    if (kind == 0) {
      long from = random.nextLong(universe);
      long to = Math.min(universe, from + random.nextLong(2000));
      for (long ref = from; ref < to; ref++) {
        expected.add(ref);
      }
      return new Case(Postings.range(from, to), expected, "range");
    }
    int size = random.nextInt(1 << random.nextInt(11));
    long base = random.nextLong(universe);
    long reach = random.nextBoolean() ? universe : Math.min(universe, 5000);
    for (int i = 0; i < size; i++) {
      expected.add((base + random.nextLong(reach)) % universe);
    }
    if (kind == 5 && universe > 1 << 20 && random.nextInt(20) == 0) {
      crowd(random, expected);
    }
    int[] refs = expected.stream().mapToInt(Long::intValue).toArray();
    return switch (kind) {
      case 1 -> new Case(Postings.of(refs), expected, "array");
      case 2 -> new Case(refs("index", 0, refs), expected, "segment");
      case 3 -> new Case(bits(refs), expected, "bits");
      case 5 -> new Case(blocks(refs), expected, "blocks");
      default -> new Case(Postings.of(RoaringBitmap.bitmapOf(refs)), expected, "bitmap");
    };
  }

  /** So many references that blocks of them are of bits, perhaps all of a block. */
  private static void crowd(RandomGenerator random, NavigableSet<Long> refs) {
    long ref = random.nextLong(100_000);
    int step = random.nextBoolean() ? 1 : 24;
    for (int i = random.nextInt(80_000) / step; i > 0; i--) {
      refs.add(ref);
      ref += 1 + random.nextInt(step);
    }
  }

  /** Blocks where the references are of those that a head can have. */
  private static Postings blocks(int... refs) {
    RefBlocks blocks = new RefBlocks();
    for (int ref : refs) {
      if (ref < 0) {
        return Postings.of(refs);
      }
      blocks.add(ref);
    }
    return blocks.postings();
  }

  /** Bits where they fit into a few megabytes, from the first reference on. */
  private static Postings bits(int... refs) {
    if (refs.length == 0) {
      return BitPostings.of(64, new long[3]);
    }
    long base = Integer.toUnsignedLong(refs[0]) & -64;
    long span = Integer.toUnsignedLong(refs[refs.length - 1]) - base + 1;
    if (span > 1 << 20) {
      return Postings.of(refs);
    }
    long[] words = new long[(int) (span + 63) / 64];
    for (int ref : refs) {
      int bit = ref - (int) base;
      words[bit >> 6] |= 1L << bit;
    }
    return BitPostings.of(base, words);
  }

  private static Postings refs(String file, long offset, int... refs) {
    MemorySegment segment = MemorySegment.ofArray(new byte[4 + 4 * refs.length]);
    MemorySegment.copy(refs, 0, segment, IndexFile.U32, 4, refs.length);
    return new SeriesRefs(new Section(segment, file, offset), refs.length).postings();
  }

  private static List<Long> drain(Postings postings) {
    List<Long> refs = new ArrayList<>();
    PostingsCursor cursor = new PostingsCursor(postings);
    for (long ref = cursor.next(); ref < Postings.END; ref = cursor.next()) {
      refs.add(ref);
    }
    return refs;
  }
}
