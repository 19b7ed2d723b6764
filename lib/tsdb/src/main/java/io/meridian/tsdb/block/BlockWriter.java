package io.meridian.tsdb.block;

import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.index.Cardinality;
import io.meridian.tsdb.index.ChunkPlaces;
import io.meridian.tsdb.index.IndexSymbols;
import io.meridian.tsdb.index.SparseHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Writes a block, series by series in label order:
 *
 * <pre>
 *   try (BlockWriter writer = BlockWriter.create(disk, folder, ulid, Options.DEFAULT)) {
 *     for (each series) {
 *       writer.addSeries(packed, from, to);
 *       for (each chunk) {
 *         writer.addChunk(encoding, minTime, maxTime, samples, data, from, to);
 *       }
 *     }
 *     BlockMeta written = writer.finish(meta);
 *   }
 * </pre>
 *
 * Whoever knows all names and values of labels beforehand adds them first, by {@link #addSymbol};
 * otherwise series wait in a file beside the index, and memory stays bounded all the same.
 *
 * <p>Chunks go to their files as they come. All is written in a folder that is renamed to the
 * block's name in the end, when every byte is durable: after an error, a crash or a loss of power
 * at any time there is either the whole block or none. {@link #close} without a successful {@link
 * #finish} deletes everything. After an error nothing but {@link #close} may be called. Used by one
 * thread.
 */
public final class BlockWriter implements AutoCloseable {
  private final Disk disk;
  private final Ulid ulid;
  private final Options options;
  private final UnfinishedBlock folder;
  private final ChunkFileWriter chunks;
  private final WrittenStats stats = new WrittenStats();
  private final ChunkPlaces places = new ChunkPlaces();
  private Optional<SeriesSink> series = Optional.empty();
  private byte[] labels = {};
  private int labelsLength = -1;

  /** The symbols of the series that was begun last, if it was by these; else none. */
  private int[] refs = {};

  private int refLabels = -1;
  private boolean symbolsGiven;
  private boolean finished;

  /**
   * How a block is written.
   *
   * @param hashFiles whether the list of files says the SHA-256 of each
   * @param symbolMemory how many bytes of label names and values are held in memory before they go
   *     to disk, where they were not added first
   * @param segmentSize how many bytes a chunk file has at most
   */
  public record Options(boolean hashFiles, int symbolMemory, long segmentSize) {
    /** No digests, 16 MiB of symbols, chunk files of 512 MiB. */
    public static final Options DEFAULT =
        new Options(false, 16 << 20, ChunkFileFormat.SEGMENT_SIZE);

    public Options {
      if (symbolMemory < 1 || segmentSize < 1 || segmentSize > 1L << 32) {
        throw new IllegalArgumentException(
            "symbol memory must be positive and segments have 1 byte to 4 GiB, were "
                + symbolMemory
                + " and "
                + segmentSize);
      }
    }

    /** The same with digests. */
    public Options withHashes() {
      return new Options(true, symbolMemory, segmentSize);
    }
  }

  private BlockWriter(Disk disk, Ulid ulid, Options options, UnfinishedBlock folder) {
    this.disk = disk;
    this.ulid = ulid;
    this.options = options;
    this.folder = folder;
    this.chunks = new ChunkFileWriter(disk, folder.chunks(), options.segmentSize());
  }

  /**
   * Begins a block.
   *
   * @param parent the folder that the block will be a folder of
   * @throws UncheckedIOException if its folder cannot be created
   */
  public static BlockWriter create(Disk disk, Path parent, Ulid ulid, Options options) {
    try {
      return new BlockWriter(disk, ulid, options, new UnfinishedBlock(disk, parent, ulid));
    } catch (IOException e) {
      throw new UncheckedIOException("creating block " + ulid + " in " + parent, e);
    }
  }

  /**
   * Begins a block of series whose symbols are known, which are then added by these: nothing of
   * them waits in a file or in memory.
   *
   * @param parent the folder that the block will be a folder of
   * @param symbols in use until the block is finished
   * @throws UncheckedIOException if its folder cannot be created
   */
  public static BlockWriter create(
      Disk disk, Path parent, Ulid ulid, Options options, IndexSymbols symbols) {
    BlockWriter writer = create(disk, parent, ulid, options);
    try {
      writer.series = Optional.of(new IndexedSeries(disk, writer.indexFile(), symbols));
      writer.symbolsGiven = true;
      return writer;
    } catch (IOException e) {
      writer.close();
      throw writer.failure(e);
    }
  }

  /**
   * Deletes what is left of blocks that were being written or deleted when a process ended, once
   * their names are durable: a loss of power could give a block its name back, but not its files.
   * For who owns the folder alone.
   */
  public static void removeLeftovers(Disk disk, Path parent) {
    try {
      List<Path> leftovers = disk.list(parent).stream().filter(BlockFolder::isLeftover).toList();
      if (!leftovers.isEmpty()) {
        disk.syncFolder(parent);
      }
      for (Path path : leftovers) {
        UnfinishedBlock.delete(disk, path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing unfinished blocks in " + parent, e);
    }
  }

  /**
   * Adds a name or value of labels, in ascending order of unsigned bytes, before the first series.
   * Either all that series have are added, or none.
   */
  public void addSymbol(byte[] utf8, int from, int to) {
    try {
      if (series.isEmpty()) {
        series = Optional.of(new IndexedSeries(disk, indexFile()));
      }
      if (symbolsGiven
          || stats.series() > 0
          || labelsLength >= 0
          || !(series.get() instanceof IndexedSeries index)) {
        throw new IllegalStateException(
            "symbols must be added before the first series, and not beside given ones");
      }
      index.addSymbol(utf8, from, to);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Begins a series. One that gets no chunk is left out.
   *
   * @param packed holds the packed labels, which must come after those of the series before
   */
  public void addSeries(byte[] packed, int from, int to) {
    if (labelsLength >= 0 && PackedLabels.compare(labels, 0, labelsLength, packed, from, to) >= 0) {
      throw new IllegalArgumentException(
          "series must ascend, "
              + Labels.copyOf(packed, from, to)
              + " comes after "
              + Labels.copyOf(labels, 0, labelsLength));
    }
    endSeries();
    refLabels = -1;
    labelsLength = to - from;
    if (labels.length < labelsLength) {
      labels = new byte[Math.max(labelsLength, 2 * labels.length)];
    }
    System.arraycopy(packed, from, labels, 0, labelsLength);
  }

  /**
   * Begins a series by the symbols that were given. One that gets no chunk is left out.
   *
   * @param labelRefs symbols of names and values, in turn, names ascending
   * @param labels how many labels there are
   * @throws IllegalStateException if no symbols were given
   */
  public void addSeries(int[] labelRefs, int labels) {
    if (!symbolsGiven) {
      throw new IllegalStateException("series come by symbols where these were given alone");
    }
    endSeries();
    if (refs.length < 2 * labels) {
      refs = new int[4 * labels];
    }
    System.arraycopy(labelRefs, 0, refs, 0, 2 * labels);
    refLabels = labels;
    labelsLength = 0;
  }

  /**
   * Adds a chunk to the series that was begun last.
   *
   * @param minTime first instant, Unix milliseconds; after the last one of the chunk before
   * @param maxTime last instant
   * @param samples how many samples there are; of an aggregate chunk, its count entry's
   * @param data holds the chunk's data, without its encoding byte
   */
  public void addChunk(
      ChunkEncoding encoding,
      long minTime,
      long maxTime,
      int samples,
      byte[] data,
      int from,
      int to) {
    if (labelsLength < 0) {
      throw new IllegalStateException("a chunk must be added to a series");
    }
    if (maxTime < minTime) {
      throw new IllegalArgumentException(
          "chunk ends at " + maxTime + " before it begins at " + minTime);
    }
    if (places.size() > 0 && places.maxTime(places.size() - 1) >= minTime) {
      throw new IllegalArgumentException(
          "chunks of a series must not overlap: one of "
              + seriesText()
              + " begins at "
              + minTime
              + ", the one before ends at "
              + places.maxTime(places.size() - 1));
    }
    places.add(minTime, maxTime, chunks.write(encoding, data, from, to));
    stats.addChunk(encoding, minTime, maxTime, samples);
  }

  private String seriesText() {
    return refLabels >= 0
        ? "a series of " + refLabels + " labels"
        : Labels.copyOf(labels, 0, labelsLength).toString();
  }

  private void endSeries() {
    if (places.size() == 0) {
      return;
    }
    try {
      if (series.isEmpty()) {
        series = Optional.of(new SpooledSeries(disk, indexFile(), options.symbolMemory()));
      }
      if (refLabels >= 0) {
        series.get().add(refs, refLabels, places);
      } else {
        series.get().add(labels, 0, labelsLength, places);
      }
    } catch (IOException e) {
      throw failure(e);
    }
    places.clear();
    stats.addSeries();
  }

  /** How many samples were added so far. */
  public long samples() {
    return stats.samples();
  }

  /**
   * Completes the block.
   *
   * @param meta what meta.json is to say; its counts, and in its section {@code thanos} files and
   *     sizes, are replaced by those of what was written
   * @return what meta.json says
   * @throws IllegalArgumentException if the meta is another block's, or its range leaves out a
   *     chunk
   * @throws UncheckedIOException if the block could not be made durable; there is none then, unless
   *     the message says so
   */
  public BlockMeta finish(BlockMeta meta) {
    if (!meta.ulid().equals(ulid)) {
      throw new IllegalArgumentException("block " + ulid + " got the meta of " + meta.ulid());
    }
    endSeries();
    stats.requireWithin(meta);
    try {
      chunks.finish();
      if (series.isEmpty()) {
        series = Optional.of(new IndexedSeries(disk, indexFile()));
      }
      long largestEntry = series.get().finish();
      BlockMeta written = complete(meta, largestEntry);
      writeBeside();
      folder.write(BlockMeta.FILE, written.write());
      folder.complete();
      finished = true;
      return written;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private BlockMeta complete(BlockMeta meta, long largestEntry) throws IOException {
    List<BlockFile> files = new ArrayList<>(chunks.files());
    List<String> segments =
        files.stream()
            .map(file -> file.path().substring(file.path().lastIndexOf('/') + 1))
            .toList();
    files.add(BlockFile.of(disk, folder.folder(), BlockFile.INDEX));
    if (options.hashFiles()) {
      for (int i = 0; i < files.size(); i++) {
        files.set(i, files.get(i).hashed(disk, folder.folder()));
      }
    }
    files.add(new BlockFile(BlockMeta.FILE, 0));
    files.sort(Comparator.comparing(BlockFile::path));
    ThanosMeta.IndexStats sizes = new ThanosMeta.IndexStats(largestEntry, chunks.largestChunk());
    return meta.with(
        stats.toBlockStats(),
        meta.thanos().map(thanos -> thanos.withFiles(segments, files, sizes)));
  }

  /** Beside the list of files: what can be made again, and only Meridian looks for. */
  private void writeBeside() throws IOException {
    try (ByteRanges index = disk.map(indexFile())) {
      Path header = folder.folder().resolve(SparseHeader.fileName());
      Cardinality cardinality =
          SparseHeader.writeAndCount(disk, header, index, CardinalityFile.LIMIT);
      folder.write(CardinalityFile.NAME, CardinalityFile.write(cardinality));
    }
  }

  private Path indexFile() {
    return folder.folder().resolve(BlockFile.INDEX);
  }

  private UncheckedIOException failure(IOException cause) {
    return new UncheckedIOException("writing block " + ulid + " in " + folder.folder(), cause);
  }

  /**
   * Deletes what was written, unless {@link #finish} succeeded.
   *
   * @throws UncheckedIOException if that fails; what is left is no block
   */
  @Override
  public void close() {
    if (finished) {
      return;
    }
    finished = true;
    try {
      try (chunks) {
        if (series.isPresent()) {
          series.get().close();
        }
      } finally {
        folder.abandon();
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
