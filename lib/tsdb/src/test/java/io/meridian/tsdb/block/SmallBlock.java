package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLayout;
import io.meridian.model.IntHistogram;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MemoryRanges;
import io.meridian.tsdb.index.IndexReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A block in memory, small enough to be damaged in every place.
 *
 * @param files their bytes by their paths
 */
record SmallBlock(Map<String, byte[]> files) {
  private static final Ulid NAME = Ulid.parse("01KE5Y3X80VBE8JPMQQXAG9AEW");
  private static final String CHUNKS = "chunks/000001";
  private static final String HEADER = "index.header";

  /** What Thanos makes of 10000:1 20000:3 310000:2 at a resolution of five minutes. */
  private static final byte[] AGGREGATES =
      HexFormat.of()
          .parseHex(
              "12010002becf244000000000000000914ec25fff11010002becf244010000000000000914ed60c"
                  + "12010002becf243ff0000000000000914ec25fff11010002becf244008000000000000914ed80c"
                  + "1c010004a09c013ff0000000000000cfd911c267fff5dd216b0feec77d40");

  /** A block of a series for each encoding of samples, of one of which a part is deleted. */
  static SmallBlock raw(Path parent) throws IOException {
    return write(parent, 0, SmallBlock::addSamples);
  }

  /** A block of a series of aggregates. */
  static SmallBlock downsampled(Path parent) throws IOException {
    return write(
        parent,
        300_000,
        writer -> {
          addSeries(writer);
          writer.addChunk(
              ChunkEncoding.AGGREGATE, 299_999, 310_000, 2, AGGREGATES, 0, AGGREGATES.length);
        });
  }

  private static void addSamples(BlockWriter writer) {
    for (ChunkFormat format : ChunkFormat.values()) {
      for (SampleBuffer samples : List.of(floats(), histograms(true), histograms(false))) {
        new SeriesChunker(format, 3_600_000)
            .chunk(
                samples,
                (encoding, min, max, count, data, from, to) -> {
                  addSeries(writer);
                  writer.addChunk(encoding, min, max, count, data, from, to);
                });
      }
    }
  }

  private static SmallBlock write(Path parent, long resolution, Consumer<BlockWriter> content)
      throws IOException {
    Optional<ThanosMeta> thanos =
        resolution == 0
            ? Optional.empty()
            : Optional.of(ThanosMeta.of(Labels.EMPTY, resolution, ThanosMeta.SOURCE_COMPACTOR));
    BlockMeta meta =
        new BlockMeta(
            NAME, 0, 3_600_000, BlockStats.EMPTY, Compaction.first(NAME), thanos, Map.of());
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), parent, NAME, BlockWriter.Options.DEFAULT)) {
      content.accept(writer);
      meta = writer.finish(meta);
    }
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : List.of(BlockFile.INDEX, HEADER, CHUNKS)) {
      files.put(name, Files.readAllBytes(parent.resolve(NAME.toString()).resolve(name)));
    }
    BlockStats stats = meta.stats();
    BlockStats deleted =
        new BlockStats(
            stats.samples(),
            stats.floatSamples(),
            stats.histogramSamples(),
            stats.series(),
            stats.chunks(),
            1);
    files.put(BlockMeta.FILE, meta.with(deleted, meta.thanos()).write());
    byte[] index = new SmallBlock(files).bytes(BlockFile.INDEX);
    long first = IndexReader.open(new MemoryRanges("index", index)).allRefs().get(0);
    files.put(Tombstones.FILE, new Tombstones.Builder().add(first, 1000, 2000).build().write());
    return new SmallBlock(files);
  }

  private static void addSeries(BlockWriter writer) {
    byte[] packed = Labels.of("a", "%03d".formatted(writer.samples())).packed();
    writer.addSeries(packed, 0, packed.length);
  }

  private static SampleBuffer floats() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(1000, 1, 900);
    samples.add(2000, 2.5, 900);
    samples.add(3007, -1e9, 3000);
    return samples;
  }

  private static SampleBuffer histograms(boolean integers) {
    HistogramLayout layout =
        new HistogramLayout(2, 0.001, Spans.of(-1, 2), Spans.of(3, 1), new double[0]);
    SampleBuffer samples = new SampleBuffer();
    for (int i = 1; i < 3; i++) {
      IntHistogram whole =
          IntHistogram.of(layout, CounterResetHint.UNKNOWN, 6L * i, i, 9.5 * i, i, 2L * i, 2L * i);
      if (integers) {
        whole.addTo(samples.lane());
      } else {
        whole.toFloat().addTo(samples.lane());
      }
      samples.addHistogram(1000L * i, 9.5 * i, 900);
    }
    return samples;
  }

  /** The block with other bytes in one file. */
  SmallBlock with(String file, byte[] bytes) {
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.put(file, bytes);
    return new SmallBlock(changed);
  }

  private ByteRanges ranges(String file) {
    return new MemoryRanges(file, bytes(file));
  }

  byte[] bytes(String file) {
    return Optional.ofNullable(files.get(file)).orElseThrow();
  }

  private ChunkFileReader chunks() {
    return new ChunkFileReader("chunks", List.of(ranges(CHUNKS)));
  }

  /** What a verification finds. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    try (BlockParts parts =
        new BlockParts(
            meta(findings),
            tombstones(findings),
            Optional.of(ranges(BlockFile.INDEX)),
            Optional.of(ranges(HEADER)),
            chunks())) {
      new BlockVerifier(findings::add, BlockVerifier.Progress.NONE).run(parts);
    }
    return findings;
  }

  private Optional<BlockMeta> meta(List<Finding> findings) {
    try {
      return Optional.of(BlockMeta.read(bytes(BlockMeta.FILE), BlockMeta.FILE));
    } catch (CorruptDataException e) {
      findings.add(Finding.of(e, BlockMeta.FILE));
      return Optional.empty();
    }
  }

  private Tombstones tombstones(List<Finding> findings) {
    try {
      return Tombstones.read(ranges(Tombstones.FILE));
    } catch (CorruptDataException e) {
      findings.add(Finding.of(e, Tombstones.FILE));
      return Tombstones.NONE;
    }
  }

  /** What a reader makes of it: labels, and of each chunk encoding, times and data. */
  String contents() {
    StringBuilder text = new StringBuilder();
    BlockMeta meta = BlockMeta.read(bytes(BlockMeta.FILE), BlockMeta.FILE);
    Tombstones tombstones = Tombstones.read(ranges(Tombstones.FILE));
    try (BlockReader reader =
            BlockReader.of(meta, IndexReader.open(ranges(BlockFile.INDEX)), chunks(), tombstones);
        ChunkSeriesCursor series = reader.chunkSeries(List.of(), TimeRange.ALL)) {
      while (series.next()) {
        text.append(Labels.copyOf(series.labelBytes(), series.labelsFrom(), series.labelsTo()));
        for (int i = 0; i < series.chunks(); i++) {
          ChunkBytes chunk = series.chunk(i);
          text.append(series.chunkMinTime(i)).append(' ').append(series.chunkMaxTime(i));
          text.append(' ').append(chunk.encoding()).append(' ');
          text.append(HexFormat.of().formatHex(chunk.data(), chunk.from(), chunk.to()));
        }
        for (int i = 0; i < series.deleted().size(); i++) {
          text.append("deleted ")
              .append(series.deleted().from(i))
              .append(" to ")
              .append(series.deleted().to(i));
        }
      }
    }
    return text.toString();
  }
}
