package io.meridian.cli.demo;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.merge.BlockDownsampler;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** Writes what a fleet scraped before anybody looked, as blocks in a folder. */
final class History {
  private static final long CHUNK_RANGE = 7_200_000;

  private final Path folder;
  private final Labels external;
  private final List<Source> series;
  private final SampleBuffer samples = new SampleBuffer();
  private final SeriesChunker chunker = new SeriesChunker(ChunkFormat.COMPATIBLE, CHUNK_RANGE);

  private record Source(Labels labels, Agent agent, Target target, Instrument instrument) {}

  /**
   * The past of a fleet.
   *
   * @param folder where the blocks appear
   * @param external what tells these blocks' stream from others
   */
  History(Fleet fleet, Path folder, Labels external) {
    this.folder = folder;
    this.external = external;
    List<Source> all = new ArrayList<>();
    for (Agent agent : fleet.agents()) {
      for (Target target : agent.targets()) {
        for (Instrument instrument : target.exposed()) {
          all.add(new Source(agent.labels(instrument), agent, target, instrument));
        }
      }
    }
    all.sort(Comparator.comparing(Source::labels));
    this.series = List.copyOf(all);
  }

  /**
   * Writes a block of raw samples.
   *
   * @param range whole, including its last millisecond
   * @param done told how many series are written
   */
  BlockFolder write(TimeRange range, LongConsumer done) {
    Ulid ulid = name(range, 0);
    try (BlockWriter writer = writer(ulid)) {
      for (int i = 0; i < series.size(); i++) {
        Source each = series.get(i);
        each.agent().samples(each.target(), each.instrument(), range, samples);
        if (samples.size() > 0) {
          byte[] packed = each.labels().packed();
          writer.addSeries(packed, 0, packed.length);
          chunker.chunk(samples, writer::addChunk);
        }
        done.accept(i + 1);
      }
      BlockMeta _ = writer.finish(meta(ulid, range));
    }
    return new BlockFolder(folder.resolve(ulid.toString()));
  }

  /** Writes the block of five minutes' aggregates beside a raw one. */
  BlockFolder downsample(BlockFolder raw) {
    BlockMeta meta = raw.meta();
    TimeRange range = new TimeRange(meta.minTime(), meta.maxTime() - 1);
    Ulid ulid = name(range, BlockDownsampler.FIVE_MINUTES);
    try (BlockReader block = BlockReader.open(raw.path());
        BlockWriter writer = writer(ulid)) {
      BlockMeta _ =
          new BlockDownsampler(BlockDownsampler.FIVE_MINUTES).downsample(block, ulid, writer);
    }
    return new BlockFolder(folder.resolve(ulid.toString()));
  }

  /** The same range at the same resolution has the same name. */
  private static Ulid name(TimeRange range, long resolution) {
    SplittableRandom random =
        new SplittableRandom(Noise.mixed(range.min(), range.max()) + resolution);
    return new UlidSource(InstantSource.fixed(Instant.ofEpochMilli(range.max() + 1)), random)
        .next();
  }

  private BlockWriter writer(Ulid ulid) {
    return BlockWriter.create(Disk.local(), folder, ulid, BlockWriter.Options.DEFAULT);
  }

  private BlockMeta meta(Ulid ulid, TimeRange range) {
    return new BlockMeta(
        ulid,
        range.min(),
        range.max() + 1,
        BlockStats.EMPTY,
        Compaction.first(ulid),
        Optional.of(ThanosMeta.of(external, 0, ThanosMeta.SOURCE_UPLOAD)),
        Map.of());
  }

  /** How many series the fleet has. */
  int series() {
    return series.size();
  }
}
