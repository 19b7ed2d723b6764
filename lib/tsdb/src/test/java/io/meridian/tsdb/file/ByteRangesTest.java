package io.meridian.tsdb.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of bytes that are read by range owes its readers. */
final class ByteRangesTest {
  @TempDir Path folder;
  private final byte[] content = "0123456789".getBytes(StandardCharsets.UTF_8);
  private Path file = Path.of("");

  @BeforeEach
  void write() throws IOException {
    file = Files.write(folder.resolve("file"), content);
  }

  private List<ByteRanges> all() {
    return List.of(
        MappedFile.open(file), FileRanges.open(file), new MemoryRanges("memory", content));
  }

  @Test
  void readsRanges() {
    for (ByteRanges ranges : all()) {
      try (ranges) {
        assertThat(ranges.size()).isEqualTo(10);
        assertThat(ranges.read(0, 10).toArray(JAVA_BYTE)).isEqualTo(content);
        assertThat(ranges.read(3, 2).toArray(JAVA_BYTE)).containsExactly('3', '4');
        assertThat(ranges.read(10, 0).byteSize()).isZero();
      }
    }
  }

  @Test
  void readsOnAfterItsMemoryWasGivenBack() {
    for (ByteRanges ranges : all()) {
      MemorySegment before = ranges.read(0, 10);

      ranges.release();

      assertThat(before.toArray(JAVA_BYTE)).isEqualTo(content);
      assertThat(ranges.read(3, 2).toArray(JAVA_BYTE)).containsExactly('3', '4');
      ranges.close();
      ranges.release(); // nothing is left to be given back
    }
  }

  @Test
  void refusesRangesThatReachOutside() {
    long[][] outside = {{-1, 1}, {0, 11}, {10, 1}, {11, 0}, {5, -1}, {1, Long.MAX_VALUE}};
    for (ByteRanges ranges : all()) {
      try (ranges) {
        for (long[] range : outside) {
          assertThatThrownBy(() -> ranges.read(range[0], range[1]))
              .isInstanceOf(CorruptDataException.class)
              .hasMessageContaining(ranges.name())
              .hasMessageContaining("there are 10 bytes altogether");
        }
      }
    }
  }

  @Test
  void saysThatAFileIsClosed() {
    for (ByteRanges ranges : List.of(MappedFile.open(file), FileRanges.open(file))) {
      ranges.close();
      ranges.close();

      assertThatThrownBy(() -> ranges.read(0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(file + " is closed");
    }
  }

  @Test
  void keepsAMappingUntilItsLastReaderIsDone() {
    MappedFile first = MappedFile.open(file);
    MappedFile second = first.share();
    MemorySegment bytes = first.read(0, 10);

    first.close();

    assertThat(bytes.get(JAVA_BYTE, 0)).isEqualTo((byte) '0');
    assertThatThrownBy(first::share).isInstanceOf(IllegalStateException.class);
    second.close();
    assertThatThrownBy(() -> bytes.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void freesTheMemoryOfFilesThatShareItAtOnce() {
    CountedArena arena = new CountedArena();
    MappedFile first = MappedFile.open(file, arena);
    MappedFile second = MappedFile.open(file, arena);
    arena.close();
    first.close();
    assertThat(second.read(9, 1).get(JAVA_BYTE, 0)).isEqualTo((byte) '9');

    second.close();

    assertThatThrownBy(arena::retain).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(arena::close).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysThatThereIsNoFile() {
    Path none = folder.resolve("none");

    assertThatThrownBy(() -> MappedFile.open(none)).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> FileRanges.open(none)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void readsOnAfterAThreadWasInterrupted() {
    try (FileRanges ranges = FileRanges.open(file)) {
      Thread.currentThread().interrupt();
      assertThat(ranges.read(0, 10).toArray(JAVA_BYTE)).isEqualTo(content);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(ranges.read(0, 10).toArray(JAVA_BYTE)).isEqualTo(content);
    }
  }

  @Test
  void saysThatAFileBecameShorter() throws IOException {
    try (FileRanges ranges = FileRanges.open(file)) {
      Files.write(file, new byte[3]);

      assertThatThrownBy(() -> ranges.read(0, 10))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("became shorter");
    }
  }

  @Test
  void sumsUpAsCastagnoliDoes() {
    byte[] digits = "x123456789x".getBytes(StandardCharsets.UTF_8);

    assertThat(Crc32c.of(digits, 1, 10)).isEqualTo(0xe3069283);
    assertThat(Crc32c.of(MemorySegment.ofArray(digits), 1, 9)).isEqualTo(0xe3069283);
    assertThat(Crc32c.of(MemorySegment.ofArray(new byte[20]), MemorySegment.ofArray(new byte[12])))
        .isEqualTo(0x8a9136aa); // 32 zeros, as RFC 3720 has it
  }
}
