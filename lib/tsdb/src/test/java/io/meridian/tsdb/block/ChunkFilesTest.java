package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meridian.model.CorruptDataException;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MappedFile;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ChunkFilesTest {
  private static final ChunkEncoding[] ENCODINGS = ChunkEncoding.values();

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  @Test
  void copiesTheChunkFilesOfPrometheusByteForByte() throws IOException {
    int chunks = 0;
    for (String golden : new String[] {"xor", "histograms", "xor2", "histograms-st"}) {
      Path original;
      try (var files = Files.walk(Golden.assumePresent("golden/" + golden))) {
        original = files.filter(file -> file.endsWith("chunks/000001")).findFirst().orElseThrow();
      }
      Path copies = Files.createDirectory(folder.resolve(golden));
      ChunkBytes chunk = new ChunkBytes();
      try (ChunkFileReader reader = reader(MappedFile.open(original));
          ChunkFileWriter writer = new ChunkFileWriter(Disk.local(), copies)) {
        ChunkWindow window = reader.window();
        for (long at = ChunkFileFormat.HEADER; at < Files.size(original); at = window.end()) {
          window.read(at, 0, chunk);
          assertThat(window.encoding(at)).isEqualTo(chunk.encoding());
          long ref = writer.write(chunk.encoding(), chunk.data(), chunk.from(), chunk.to());
          assertThat(ref).isEqualTo(at);
          chunks++;
        }
        writer.finish();
      }
      assertThat(copies.resolve("000001")).hasSameBinaryContentAs(original);
    }
    Conformance.count("golden-chunk-frames", chunks);
  }

  @Test
  void readsBackWhatWasWrittenInAnyOrder() throws IOException {
    RandomGenerator random = seed.random();
    List<byte[]> data = new ArrayList<>();
    List<Long> refs = new ArrayList<>();
    try (ChunkFileWriter writer = new ChunkFileWriter(Disk.local(), folder, 500_000)) {
      for (int i = 0; i < 400; i++) {
        int size = random.nextInt(20) == 0 ? random.nextInt(200_000) : random.nextInt(2000);
        byte[] chunk = new byte[size + 7];
        random.nextBytes(chunk);
        refs.add(writer.write(ENCODINGS[i % ENCODINGS.length], chunk, 3, size + 3));
        data.add(Arrays.copyOfRange(chunk, 3, size + 3));
      }
      writer.finish();
      assertThat(writer.files()).hasSizeGreaterThan(1);
      for (BlockFile file : writer.files()) {
        Path path =
            folder.resolveSibling(file.path().replace("chunks", folder.getFileName().toString()));
        assertThat(path).hasSize(file.size());
        assertThat(file.size()).isLessThanOrEqualTo(500_000);
      }
    }

    List<ByteRanges> segments = new ArrayList<>();
    for (Path file : Disk.local().list(folder)) {
      segments.add(random.nextBoolean() ? MappedFile.open(file) : Disk.local().open(file));
    }
    ChunkBytes chunk = new ChunkBytes();
    try (ChunkFileReader reader = new ChunkFileReader("chunks", segments)) {
      reader.checkHeaders();
      ChunkWindow window = reader.window();
      for (int round = 0; round < 2000; round++) {
        int i = round < 400 ? round : random.nextInt(400);
        window.read(refs.get(i), random.nextInt(3) * 50_000L, chunk);
        assertThat(chunk.encoding()).isEqualTo(ENCODINGS[i % ENCODINGS.length]);
        assertThat(Arrays.copyOfRange(chunk.data(), chunk.from(), chunk.to()))
            .isEqualTo(data.get(i));
      }
    }
  }

  @Test
  void aChunkLargerThanAFileGetsAFileOfItsOwn() {
    try (ChunkFileWriter writer = new ChunkFileWriter(Disk.local(), folder, 1000)) {
      assertThat(writer.write(ChunkEncoding.XOR, new byte[5000], 0, 5000)).isEqualTo(8);
      assertThat(writer.write(ChunkEncoding.XOR, new byte[500], 0, 500)).isEqualTo(1L << 32 | 8);
      assertThat(writer.write(ChunkEncoding.XOR, new byte[500], 0, 500)).isEqualTo(2L << 32 | 8);
      assertThat(writer.write(ChunkEncoding.XOR, new byte[10], 0, 10)).isEqualTo(2L << 32 | 515);
      assertThat(writer.largestChunk()).isEqualTo(5007);
    }
  }

  @Test
  void readsBeyondTwoGibibytesOfAFile() {
    long offset = 0xf000_0000L;
    byte[] frame = frame();
    ByteRanges huge = new SparseRanges(offset, frame);
    try (ChunkFileReader reader = reader(huge)) {
      ChunkBytes chunk = new ChunkBytes();
      reader.window().read(ChunkFileFormat.ref(0, offset), 1 << 20, chunk);
      assertThat(chunk.length()).isEqualTo(frame.length - 6);

      rejects(
          reader, offset + frame.length, "expected a chunk behind the head of 8 bytes and within");
      rejects(reader, 1L << 32 | 8, "chunk reference 0000000100000008 names file 2, there are 1");
      rejects(reader, -1L, "names file 4294967296, there are 1");
      rejects(reader, 7, "expected a chunk behind the head");
    }
  }

  @Test
  void everyTruncationAndEveryFlippedBitIsAnError() {
    byte[] frame = frame();
    byte[] file = new byte[8 + frame.length];
    MemorySegment.ofArray(file)
        .set(ValueLayout.JAVA_INT_UNALIGNED, 0, Integer.reverseBytes(0x85bd40dd));
    file[4] = 1;
    System.arraycopy(frame, 0, file, 8, frame.length);
    assertThat(read(file)).hasSize(frame.length - 6);

    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThatExceptionOfType(CorruptDataException.class).isThrownBy(() -> read(part));
    }
    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] flipped = file.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      if (bit / 8 < 5 || bit / 8 >= 8) {
        assertThatExceptionOfType(CorruptDataException.class)
            .as("bit " + bit)
            .isThrownBy(() -> read(flipped));
      }
    }
  }

  @Test
  void aLengthOfManyGigabytesTakesNoMemory() {
    byte[] file = new byte[64];
    file[0] = (byte) 0x85;
    file[1] = (byte) 0xbd;
    file[2] = 0x40;
    file[3] = (byte) 0xdd;
    file[4] = 1;
    for (byte last : new byte[] {0x01, 0x07, 0x0f, 0x7f, -1}) {
      Arrays.fill(file, 8, 12, (byte) 0xff);
      file[12] = last;
      assertThatExceptionOfType(CorruptDataException.class).isThrownBy(() -> read(file));
    }
  }

  private static byte[] read(byte[] file) {
    try (ChunkFileReader reader = reader(new MemoryRanges("chunks/000001", file))) {
      reader.checkHeaders();
      ChunkBytes chunk = new ChunkBytes();
      reader.window().read(8, 0, chunk);
      return Arrays.copyOfRange(chunk.data(), chunk.from(), chunk.to());
    }
  }

  private static void rejects(ChunkFileReader reader, long ref, String message) {
    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> reader.window().read(ref, 0, new ChunkBytes()))
        .withMessageContaining(message);
    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> reader.window().encoding(ref))
        .withMessageContaining(message);
  }

  private static ChunkFileReader reader(ByteRanges file) {
    return new ChunkFileReader("01X/chunks", List.of(file));
  }

  /**
   * The first example of XOR chunks in the format's description, framed: length, encoding, data,
   * checksum.
   */
  private static byte[] frame() {
    byte[] data =
        java.util.HexFormat.of()
            .parseHex(
                "0007d00f3ff0000000000000e8070c25fff80055ffde2f7ff0000000000002bff8000000000002");
    byte[] frame = new byte[data.length + 6];
    frame[0] = (byte) data.length;
    frame[1] = 1;
    System.arraycopy(data, 0, frame, 2, data.length);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(frame, 1, data.length + 1);
    MemorySegment.ofArray(frame)
        .set(
            ValueLayout.JAVA_INT_UNALIGNED,
            data.length + 2,
            Integer.reverseBytes((int) crc.getValue()));
    return frame;
  }

  /** Zeros, and at an offset some bytes, the last ones. */
  private static final class SparseRanges implements ByteRanges {
    private final long offset;
    private final byte[] end;

    SparseRanges(long offset, byte[] end) {
      this.offset = offset;
      this.end = end;
    }

    @Override
    public String name() {
      return "sparse";
    }

    @Override
    public long size() {
      return offset + end.length;
    }

    @Override
    public MemorySegment read(long from, long length) {
      checkRange(from, length);
      MemorySegment bytes = Arena.ofAuto().allocate(length);
      long overlap = Math.max(from, offset);
      long behind = from + length - overlap;
      if (behind > 0) {
        MemorySegment.copy(
            MemorySegment.ofArray(end), overlap - offset, bytes, overlap - from, behind);
      }
      return bytes;
    }

    @Override
    public void close() {}
  }
}
