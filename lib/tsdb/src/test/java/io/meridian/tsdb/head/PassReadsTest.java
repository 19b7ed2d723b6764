package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassReadsTest {
  private static final int SIZE = 50_000;

  private final byte[] page = new byte[SIZE];

  PassReadsTest() {
    new SplittableRandom(7).nextBytes(page);
  }

  /** A file of which only the name is to be used, or not even that. */
  private record Mapping(ByteRanges file, boolean readable) implements ByteRanges {
    @Override
    public String name() {
      return file.name();
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public MemorySegment read(long offset, long length) {
      assertThat(readable).as("reads the mapping").isTrue();
      return file.read(offset, length);
    }

    @Override
    public void close() {}
  }

  @Test
  void readsTheSameBytesAsTheMappingWithoutReadingThat(@TempDir Path folder) {
    SpillFiles spill = SpillFiles.in(Disk.local(), folder.resolve("full"));
    ByteRanges first = new Mapping(spill.write(List.of(page)).orElseThrow(), false);
    ByteRanges second = new Mapping(spill.write(List.of(page, page)).orElseThrow(), false);
    SplittableRandom random = new SplittableRandom(11);
    try (PassReads reads = new PassReads(spill)) {
      for (int i = 0; i < 2_000; i++) {
        ByteRanges file = random.nextBoolean() ? first : second;
        int at = random.nextInt(SIZE);
        int length = random.nextInt(1, Math.min(random.nextInt(2, 9_000), SIZE - at + 1));

        byte[] read = new byte[length];
        reads.read(file, SpillFiles.HEADER + at, length, read);

        assertThat(read).isEqualTo(Arrays.copyOfRange(page, at, at + length));
      }
    }
  }

  @Test
  void readsTheMappingWhereTheFileCannotBeOpened(@TempDir Path folder) throws IOException {
    SpillFiles spill = SpillFiles.in(Disk.local(), folder.resolve("full"));
    ByteRanges file = new Mapping(spill.write(List.of(page)).orElseThrow(), true);
    Files.delete(Path.of(file.name()));

    try (PassReads reads = new PassReads(spill)) {
      byte[] read = new byte[SIZE];
      reads.read(file, SpillFiles.HEADER, SIZE, read);
      assertThat(read).isEqualTo(page);
    }
  }
}
