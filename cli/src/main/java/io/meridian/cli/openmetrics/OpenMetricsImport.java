package io.meridian.cli.openmetrics;

import io.meridian.cli.store.FolderTree;
import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Makes blocks of an OpenMetrics file of any size and order, each of the samples within one range
 * of time. Memory is bounded; what does not fit waits in files in the folder of the blocks. Either
 * all blocks appear there or none.
 */
public final class OpenMetricsImport {
  private final Path folder;
  private final UlidSource names;
  private final Options options;

  /**
   * How a file is imported.
   *
   * @param blockDuration milliseconds that a block covers, from a multiple of it on
   * @param labels external labels of the blocks; where there are any, blocks get a section {@code
   *     thanos}
   * @param duplicates what happens to two values of a series at one time
   * @param format the encodings of chunks
   * @param memory about how many bytes of samples are held in memory
   */
  public record Options(
      long blockDuration, Labels labels, Duplicates duplicates, ChunkFormat format, long memory) {
    public Options {
      if (blockDuration < 1 || memory < 1) {
        throw new IllegalArgumentException(
            "block duration and memory must be positive, were " + blockDuration + ", " + memory);
      }
    }
  }

  /**
   * What came of a file.
   *
   * @param blocks the blocks' folders, in the order of time
   * @param samples samples in them
   * @param exemplars exemplars that were dropped: blocks do not hold them
   * @param repeated samples that were there again with the same value, and were merged
   * @param conflicting samples that were there again with another value
   */
  public record Result(
      List<Path> blocks, long samples, long exemplars, long repeated, long conflicting) {
    public Result {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * An import.
   *
   * @param folder where the blocks appear; created where it is missing
   * @param names names the blocks
   */
  public OpenMetricsImport(Path folder, UlidSource names, Options options) {
    this.folder = folder;
    this.names = names;
    this.options = options;
  }

  /**
   * Reads a file and writes its blocks.
   *
   * @param in the file's bytes
   * @param name what errors call the file
   * @param bytesRead told every now and then how far reading is
   * @param samplesWritten told every now and then how many samples are in the current block
   * @throws io.meridian.model.InvalidRequestException if the file is not as it should be; the
   *     message says where, what was expected and what was found
   */
  public Result run(
      InputStream in, String name, LongConsumer bytesRead, LongConsumer samplesWritten)
      throws IOException {
    Files.createDirectories(folder);
    Path scratch = Files.createDirectory(folder.resolve(names.next() + ".tmp-for-creation"));
    try {
      SampleSpool spool = new SampleSpool(scratch, options.blockDuration(), options.memory());
      OpenMetricsReader reader = new OpenMetricsReader(in, name);
      while (reader.next()) {
        spool.add(
            reader.labelBytes(),
            0,
            reader.labelsTo(),
            reader.time(),
            reader.value(),
            reader.line());
        bytesRead.accept(reader.consumed());
      }
      BlockSeries series = new BlockSeries(name, options.duplicates(), options.format());
      List<BlockMeta> blocks = writeBlocks(spool, series, scratch, samplesWritten);
      return new Result(
          moveOut(blocks, scratch),
          blocks.stream().mapToLong(block -> block.stats().samples()).sum(),
          reader.exemplars(),
          series.repeated(),
          series.conflicting());
    } finally {
      FolderTree.delete(scratch);
    }
  }

  private List<BlockMeta> writeBlocks(
      SampleSpool spool, BlockSeries series, Path scratch, LongConsumer samplesWritten)
      throws IOException {
    List<BlockMeta> blocks = new ArrayList<>();
    try (RunMerge merge = spool.merge()) {
      boolean hasGroup = merge.nextGroup();
      while (hasGroup) {
        Ulid ulid = names.next();
        try (BlockWriter block =
            BlockWriter.create(Disk.local(), scratch, ulid, BlockWriter.Options.DEFAULT)) {
          hasGroup = writeBlock(merge, series, block, samplesWritten);
          blocks.add(block.finish(meta(ulid, series)));
        }
      }
    }
    return blocks;
  }

  /** Writes the groups of one window; whether there is another window. */
  private static boolean writeBlock(
      RunMerge merge, BlockSeries series, BlockWriter block, LongConsumer samplesWritten)
      throws IOException {
    long window = merge.reader().window();
    series.beginBlock();
    boolean hasGroup = true;
    while (hasGroup && merge.reader().window() == window) {
      block.addSeries(merge.reader().labels(), 0, merge.reader().labelsTo());
      while (merge.nextSample()) {
        series.add(merge.reader(), block);
      }
      series.flush(block);
      samplesWritten.accept(block.samples());
      hasGroup = merge.nextGroup();
    }
    return hasGroup;
  }

  private BlockMeta meta(Ulid ulid, BlockSeries series) {
    Optional<ThanosMeta> thanos =
        options.labels().isEmpty()
            ? Optional.empty()
            : Optional.of(ThanosMeta.of(options.labels(), 0, ThanosMeta.SOURCE_UPLOAD));
    return new BlockMeta(
        ulid,
        series.minTime(),
        series.maxTime() + 1,
        BlockStats.EMPTY,
        Compaction.first(ulid),
        thanos,
        Map.of());
  }

  private List<Path> moveOut(List<BlockMeta> blocks, Path scratch) throws IOException {
    List<Path> moved = new ArrayList<>();
    for (BlockMeta block : blocks) {
      String name = block.ulid().toString();
      Path target = folder.resolve(name);
      Disk.local().rename(scratch.resolve(name), target);
      moved.add(target);
    }
    Disk.local().syncFolder(folder);
    return moved;
  }
}
