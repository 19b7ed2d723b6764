package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.tsdb.chunk.ChunkEncoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks with every kind of chunk, cut at every length and with every single bit flipped. */
class BlockDamageTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyTruncationOfEveryFileIsFound(boolean downsampled) throws IOException {
    SmallBlock whole = write(downsampled);
    whole
        .files()
        .forEach((name, bytes) -> {
          for (int length = 0; length < bytes.length - 1; length++) {
            assertThat(whole.with(name, Arrays.copyOf(bytes, length)).findings())
                .as("%s of %d bytes", name, length)
                .isNotEmpty();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyFlippedBitIsFoundOrChangesNothing(boolean downsampled) throws IOException {
    SmallBlock whole = write(downsampled);
    String intact = whole.contents();
    Map<String, SortedSet<Integer>> harmless = new TreeMap<>();
    whole
        .files()
        .forEach((name, bytes) -> {
          for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            SmallBlock damaged = whole.with(name, flipped);
            if (damaged.findings().isEmpty()) {
              harmless.computeIfAbsent(name, file -> new TreeSet<>()).add(bit / 8);
              assertThat(damaged.contents()).as("bit %d of %s", bit, name).isEqualTo(intact);
            }
          }
        });

    assertThat(harmless.get("chunks/000001")).as("padding").containsExactly(5, 6, 7);
    assertThat(harmless).doesNotContainKey("tombstones");
    assertThat(harmless.get("index")).as("padding").hasSizeLessThan(16);
    assertThat(harmless.get("index.header")).as("padding").hasSizeLessThan(8);
  }

  private SmallBlock write(boolean downsampled) throws IOException {
    SmallBlock block = downsampled ? SmallBlock.downsampled(folder) : SmallBlock.raw(folder);
    assertThat(block.findings()).isEmpty();
    assertThat(block.contents()).contains("deleted 1000 to 2000");
    for (ChunkEncoding encoding : ChunkEncoding.values()) {
      assertThat(block.contents().contains(" " + encoding + " "))
          .as(encoding.label())
          .isEqualTo(downsampled == (encoding == ChunkEncoding.AGGREGATE));
    }
    return block;
  }
}
