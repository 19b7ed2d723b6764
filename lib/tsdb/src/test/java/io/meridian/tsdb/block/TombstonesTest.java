package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meridian.model.CorruptDataException;
import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TombstonesTest {
  /** What Prometheus wrote for the nine deletions of the golden block. */
  private static final String PROMETHEUS =
      "0130ba30010980e0a0b7f166c08ca1b9f1660680ffe9b7f16680"
          + "9eb3b8f16612b0caa2b7f166deb4a4b7f1660f8096fdbcf166d0"
          + "e98dbef1661580dcc5b9f16680b9a1bbf1661e80bdfcb8f166c0"
          + "88c6bbf1660c80e0a0b7f166d0e98dbef1661880e0a0b7f16680"
          + "e0a0b7f16618d0e98dbef166d0e98dbef166e85d0eff";

  @RegisterExtension final Seed seed = new Seed();

  @Test
  void readsWhatPrometheusWrote() {
    Tombstones tombstones = read(bytes(PROMETHEUS));

    assertThat(tombstones.size()).isEqualTo(9);
    assertThat(tombstones.series()).containsExactly(6L, 9L, 12L, 15L, 18L, 21L, 24L, 30L);
    Intervals two = tombstones.of(24);
    assertThat(two.size()).isEqualTo(2);
    assertThat(two.from(0)).isEqualTo(1767571200000L).isEqualTo(two.to(0));
    assertThat(two.contains(1767571200000L)).isTrue();
    assertThat(two.contains(1767571200001L)).isFalse();
    assertThat(tombstones.of(7).size()).isZero();
  }

  @Test
  void theGoldenFilesComeBackWithTheirEntriesInOrder() throws IOException {
    for (String folder : new String[] {"xor", "tombstones"}) {
      Path file;
      try (var files = Files.walk(Golden.assumePresent("golden/" + folder))) {
        file =
            files
                .filter(path -> path.endsWith("tombstones") && Files.isRegularFile(path))
                .findFirst()
                .orElseThrow();
      }
      byte[] original = Files.readAllBytes(file);

      Tombstones tombstones = read(original);
      byte[] rewritten = tombstones.write();

      assertThat(rewritten).hasSize(original.length);
      assertThat(read(rewritten).write()).isEqualTo(rewritten);
      if (tombstones.isEmpty()) {
        assertThat(rewritten).isEqualTo(original);
      }
    }
  }

  @Test
  void intervalsThatTouchAreOne() {
    Tombstones tombstones =
        new Tombstones.Builder()
            .add(1, 20, 29)
            .add(1, 10, 19)
            .add(1, 40, 50)
            .add(1, 45, 47)
            .add(1, Long.MIN_VALUE, Long.MIN_VALUE)
            .add(1, 60, Long.MAX_VALUE)
            .add(1, 70, 80)
            .build();

    Intervals intervals = tombstones.of(1);
    assertThat(tombstones.size()).isEqualTo(4);
    assertThat(intervals.covers(10, 29)).isTrue();
    assertThat(intervals.covers(10, 30)).isFalse();
    assertThat(intervals.overlaps(30, 39)).isFalse();
    assertThat(intervals.overlaps(30, 40)).isTrue();
    assertThat(intervals.contains(Long.MIN_VALUE)).isTrue();
    assertThat(intervals.contains(Long.MAX_VALUE)).isTrue();
    assertThat(intervals.contains(59)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new Tombstones.Builder().add(1, 3, 2));
  }

  @Test
  void answersAsALoopOverTheIntervalsWould() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 300; round++) {
      long[] from = random.longs(random.nextInt(0, 6), -20, 20).toArray();
      long[] to = Arrays.stream(from).map(begin -> begin + random.nextInt(5)).toArray();
      Intervals intervals = Intervals.union(from, to);
      boolean[] deleted = new boolean[80];
      for (int i = 0; i < from.length; i++) {
        Arrays.fill(deleted, (int) from[i] + 40, (int) to[i] + 41, true);
      }
      for (int min = -30; min < 30; min++) {
        assertThat(intervals.contains(min)).isEqualTo(deleted[min + 40]);
        boolean any = false;
        boolean all = true;
        for (int max = min; max < 30; max++) {
          any |= deleted[max + 40];
          all &= deleted[max + 40];
          assertThat(intervals.overlaps(min, max)).isEqualTo(any);
          assertThat(intervals.covers(min, max)).isEqualTo(all);
        }
      }
    }
  }

  @Test
  void everyTruncationAndEveryFlippedBitIsAnError() {
    byte[] whole = bytes(PROMETHEUS);
    for (int length = 0; length < whole.length; length++) {
      rejects(Arrays.copyOf(whole, length));
    }
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      rejects(flipped);
    }
  }

  private static void rejects(byte[] bytes) {
    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> read(bytes))
        .withMessageStartingWith("01X/tombstones at offset ");
  }

  private static Tombstones read(byte[] bytes) {
    return Tombstones.read(new MemoryRanges("01X/tombstones", bytes));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
