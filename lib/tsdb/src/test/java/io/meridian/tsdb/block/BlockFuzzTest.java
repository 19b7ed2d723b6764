package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.Crc32c;
import io.meridian.tsdb.file.MemoryRanges;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are a meta.json, tombstones or a chunk file, or damaged. {@link BlockDamageTest}
 * damages them for a plain build, which does without the fuzzer's agent.
 */
@Tag("long")
final class BlockFuzzTest {
  /**
   * Reads a file.
   *
   * @param input its first byte chooses the kind
   */
  @FuzzTest
  void reads(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] file = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0] & 3) {
        case 0 -> meta(file);
        case 1 -> tombstones(mended(file));
        case 2 -> chunks(file);
        default -> tombstones(file);
      }
    } catch (CorruptDataException e) {
      assertThat(e.object()).isEqualTo("fuzzed");
    }
  }

  private static void meta(byte[] file) {
    BlockMeta meta = BlockMeta.read(file, "fuzzed");
    byte[] written = meta.write();
    assertThat(BlockMeta.read(written, "written").write()).isEqualTo(written);
  }

  private static void tombstones(byte[] file) {
    byte[] written = Tombstones.read(new MemoryRanges("fuzzed", file)).write();
    assertThat(Tombstones.read(new MemoryRanges("written", written)).write()).isEqualTo(written);
  }

  /** Entries with the head and the checksum that belong to them. */
  private static byte[] mended(byte[] entries) {
    return ByteBuffer.allocate(entries.length + 9)
        .putInt(0x0130ba30)
        .put((byte) 1)
        .put(entries)
        .putInt(Crc32c.of(entries, 0, entries.length))
        .array();
  }

  /** Reads a chunk at every offset. */
  private static void chunks(byte[] file) {
    ChunkFileReader reader =
        new ChunkFileReader("chunks", List.of(new MemoryRanges("fuzzed", file)));
    ChunkWindow window = reader.window();
    ChunkBytes chunk = new ChunkBytes();
    for (int at = 0; at <= file.length; at++) {
      readAt(window, at, chunk, file.length);
    }
    reader.checkHeaders();
  }

  private static void readAt(ChunkWindow window, int at, ChunkBytes chunk, long size) {
    try {
      window.read(ChunkFileFormat.ref(0, at), 0, chunk);
      assertThat(window.end()).isBetween((long) at, size);
    } catch (CorruptDataException e) {
      assertThat(e.object()).isEqualTo("fuzzed");
    }
  }
}
