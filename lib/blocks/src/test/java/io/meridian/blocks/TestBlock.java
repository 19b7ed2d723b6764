package io.meridian.blocks;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.file.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small blocks. */
final class TestBlock {
  private static final long HOUR = 3_600_000;

  private TestBlock() {}

  /** The nth name. */
  static Ulid name(int number) {
    return new Ulid((1_767_000_000_000L + number * HOUR) << 16, number);
  }

  /** A block of some series of the nth hour, without external labels if these are empty. */
  static BlockFolder write(Path parent, int number, int series, Labels external) {
    return write(parent, number, number, series, external, Compaction.first(name(number)));
  }

  /** As {@link #write}, of samples that came late. */
  static BlockFolder writeLate(Path parent, int number, int series, Labels external) {
    return writeLate(parent, number, number, series, external);
  }

  /** A block with the nth name of samples that came late for another hour. */
  static BlockFolder writeLate(Path parent, int number, int hour, int series, Labels external) {
    List<Ulid> sources = List.of(name(number));
    List<String> hints = List.of(Compaction.OUT_OF_ORDER);
    Compaction late = new Compaction(1, sources, false, List.of(), false, hints);
    return write(parent, number, hour, series, external, late);
  }

  private static BlockFolder write(
      Path parent, int number, int hour, int series, Labels external, Compaction compaction) {
    Ulid ulid = name(number);
    Optional<ThanosMeta> thanos =
        Optional.of(ThanosMeta.of(external, 0, ThanosMeta.SOURCE_RECEIVE));
    BlockMeta meta =
        new BlockMeta(
            ulid, hour * HOUR, (hour + 1) * HOUR, BlockStats.EMPTY, compaction, thanos, Map.of());
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), parent, ulid, BlockWriter.Options.DEFAULT.withHashes())) {
      for (int i = 0; i < series; i++) {
        addSeries(writer, hour, i);
      }
      writer.finish(meta);
    }
    return new BlockFolder(parent.resolve(ulid.toString()));
  }

  private static void addSeries(BlockWriter writer, int hour, int series) {
    byte[] packed =
        Labels.of("__name__", "up", "instance", "%06d".formatted(series), "job", "j" + series % 7)
            .packed();
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < 10; i++) {
      samples.add(hour * HOUR + i * 15_000L, series + i);
    }
    writer.addSeries(packed, 0, packed.length);
    new SeriesChunker(ChunkFormat.COMPATIBLE, HOUR)
        .chunk(
            samples,
            (encoding, min, max, count, data, from, to) ->
                writer.addChunk(encoding, min, max, count, data, from, to));
  }
}
