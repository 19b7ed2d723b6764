package io.meridian.tsdb.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever call to the disk fails, and whenever power is lost: there is the whole block, or none.
 */
class BlockWriterFaultTest {
  private static final Ulid BLOCK = Ulid.parse("01KE5Y3X80VBE8JPMQQXAG9AEW");
  private static final Path PARENT = Path.of("data/tenant");
  private static final Path FOLDER = PARENT.resolve(BLOCK.toString());
  private static final byte[] CHUNK =
      HexFormat.of()
          .parseHex(
              "0007d00f3ff0000000000000e8070c25fff80055ffde2f7ff0000000000002bff8000000000002");

  @RegisterExtension final Seed seed = new Seed();

  enum Symbols {
    FIRST,
    SPOOLED
  }

  @ParameterizedTest
  @EnumSource
  void aFailingCallLeavesNothing(Symbols symbols) throws IOException {
    SortedMap<String, List<Byte>> whole = wholeBlock(symbols);
    long calls = callsOfASuccess(symbols);
    int failures = 0;
    for (long call = 1; call <= calls; call++) {
      SimulatedDisk disk = emptyDisk().failOnce(call);

      boolean written = write(disk, symbols);

      if (written) {
        assertThat(disk.files(FOLDER)).isEqualTo(whole);
      } else {
        failures++;
        assertThat(disk.list(PARENT)).as("call " + call).isEmpty();
      }
    }
    assertThat(failures).isGreaterThan(30);
  }

  @ParameterizedTest
  @EnumSource
  void aLossOfPowerLeavesTheBlockOrNone(Symbols symbols) throws IOException {
    SortedMap<String, List<Byte>> whole = wholeBlock(symbols);
    long calls = callsOfASuccess(symbols);
    RandomGenerator random = seed.random();
    int survived = 0;
    for (long call = 1; call <= calls + 1; call++) {
      SimulatedDisk disk = emptyDisk().failFrom(call);

      boolean written = write(disk, symbols);

      for (int outcome = 0; outcome < 20; outcome++) {
        SimulatedDisk left = disk.afterPowerLoss(random);
        boolean exists = left.exists(FOLDER);
        assertThat(exists || !written).as("call " + call).isTrue();
        if (exists) {
          survived++;
          assertThat(left.files(FOLDER)).as("call " + call).isEqualTo(whole);
        }
        BlockWriter.removeLeftovers(left, PARENT);
        assertThat(left.list(PARENT)).hasSize(exists ? 1 : 0);
      }
    }
    assertThat(survived).isGreaterThan(20);
  }

  private static SimulatedDisk emptyDisk() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    disk.createFolder(PARENT);
    disk.syncFolder(Path.of(""));
    disk.syncFolder(Path.of("data"));
    return disk;
  }

  private static long callsOfASuccess(Symbols symbols) throws IOException {
    SimulatedDisk disk = emptyDisk();
    long before = disk.calls();
    assertThat(write(disk, symbols)).isTrue();
    return disk.calls() - before;
  }

  private static SortedMap<String, List<Byte>> wholeBlock(Symbols symbols) throws IOException {
    SimulatedDisk disk = emptyDisk();
    assertThat(write(disk, symbols)).isTrue();
    SortedMap<String, List<Byte>> files = disk.files(FOLDER);
    assertThat(files.keySet())
        .containsExactly(
            "cardinality.json",
            "chunks/000001",
            "chunks/000002",
            "chunks/000003",
            "index",
            "index.header",
            "meta.json");
    return files;
  }

  /** Writes a block; whether that succeeded. */
  private static boolean write(Disk disk, Symbols symbols) {
    BlockWriter.Options options = new BlockWriter.Options(true, 10, 70);
    try (BlockWriter writer = BlockWriter.create(disk, PARENT, BLOCK, options)) {
      if (symbols == Symbols.FIRST) {
        for (String symbol : new String[] {"1", "2", "3", "__name__", "a", "up"}) {
          writer.addSymbol(symbol.getBytes(UTF_8), 0, symbol.length());
        }
      }
      for (String value : new String[] {"1", "2", "3"}) {
        byte[] packed = Labels.of("__name__", "up", "a", value).packed();
        writer.addSeries(packed, 0, packed.length);
        writer.addChunk(ChunkEncoding.XOR, 1000, 7005, 7, CHUNK, 0, CHUNK.length);
      }
      BlockMeta meta =
          new BlockMeta(
              BLOCK,
              0,
              7006,
              BlockStats.EMPTY,
              Compaction.first(BLOCK),
              Optional.of(ThanosMeta.of(Labels.of("tenant_id", "t"), 0, ThanosMeta.SOURCE_RECEIVE)),
              Map.of());
      BlockMeta written = writer.finish(meta);
      assertThat(written.stats()).isEqualTo(new BlockStats(21, 21, 0, 3, 3, 0));
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
