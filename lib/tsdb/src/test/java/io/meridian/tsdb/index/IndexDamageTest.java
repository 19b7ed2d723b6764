package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.meridian.model.CorruptDataException;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MemoryRanges;
import io.meridian.tsdb.file.RecordedRanges;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged and malicious indexes: a clear error or the right answers, never another exception, never
 * memory out of all proportion.
 */
final class IndexDamageTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int[] LIES = {0, -1, 1, 0x7fffffff, 0x80000000, 0x40000000, 0xfffffff8};

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;
  private byte[] good = new byte[0];
  private long right;

  @BeforeEach
  void forge() {
    good = MendedIndex.GOOD.clone();
    right = IndexDigest.of(new MemoryRanges("good", good));
  }

  @Test
  void refusesAnIndexCutAnywhere() {
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      for (ByteRanges ranges : List.of(new MemoryRanges("cut", cut), RecordedRanges.of(cut))) {
        assertThatThrownBy(() -> IndexDigest.of(ranges)).isInstanceOf(CorruptDataException.class);
      }
    }
  }

  @Test
  void noticesEveryFlippedBitThatMatters() {
    int unnoticed = 0;
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] flipped = good.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      for (ByteRanges ranges :
          List.of(new MemoryRanges("flipped", flipped), RecordedRanges.of(flipped))) {
        try {
          assertThat(IndexDigest.of(ranges)).as("bit " + bit).isEqualTo(right);
          unnoticed++;
        } catch (CorruptDataException e) {
          assertThat(e.object()).isNotEmpty();
        }
      }
    }
    assertThat(unnoticed).as("padding and the version's lowest bit").isLessThan(good.length * 4);
  }

  @Test
  void survivesLiesWithRightChecksums() {
    for (int at = 5; at + 4 <= good.length; at++) {
      for (int lie : LIES) {
        byte[] lying = good.clone();
        ByteBuffer.wrap(lying).putInt(at, lie);
        survives(MendedIndex.of(lying), "lie " + lie + " at " + at);
      }
    }
  }

  @Test
  void survivesRandomBytesWithRightChecksums() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = good.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        mutated[5 + random.nextInt(good.length - 5)] = (byte) random.nextInt(256);
      }
      survives(MendedIndex.of(mutated), "mutation " + i);
    }
  }

  @Test
  void survivesDamagedHeadersWithRightChecksums() throws IOException {
    RandomGenerator random = seed.random();
    Path file = folder.resolve(SparseHeader.fileName());
    SparseHeader.write(Disk.local(), file, RecordedRanges.of(good));
    byte[] header = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged");
    for (int i = 0; i < 1000; i++) {
      byte[] mutated = header.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      Files.write(damaged, MendedHeader.of(mutated));
      askWithHeader(damaged);
    }
  }

  private void askWithHeader(Path header) {
    try (SparseHeader opened = SparseHeader.open(header);
        IndexReader index = IndexReader.open(RecordedRanges.of(good), opened)) {
      for (int i = 0; i < index.labelNameCount(); i++) {
        byte[] name = index.labelName(i);
        for (ValueCursor value = index.values(name); value.next(); ) {
          value.listEnd();
          index.refs(name, Arrays.copyOfRange(value.bytes(), value.from(), value.to()));
        }
      }
    } catch (CorruptDataException e) {
      assertThat(e.object()).isNotEmpty();
    }
  }

  private static void survives(byte[] bytes, String what) {
    for (ByteRanges ranges : List.of(new MemoryRanges("bad", bytes), RecordedRanges.of(bytes))) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        IndexDigest.of(ranges);
      } catch (CorruptDataException e) {
        assertThat(e.object()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError(what, e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as(what).isLessThan(4L << 20);
    }
  }
}
