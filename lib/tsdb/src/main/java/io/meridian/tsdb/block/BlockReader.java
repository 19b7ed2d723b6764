package io.meridian.tsdb.block;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleWindows;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.MappedFile;
import io.meridian.tsdb.index.IndexReader;
import java.nio.file.Path;
import java.util.List;

/**
 * A block for reading, in a local folder or anywhere that gives byte ranges. Safe for use by many
 * threads; the cursors that it gives are for one thread each and end with it.
 */
public final class BlockReader implements SeriesSource, AutoCloseable {
  /** What is fetched of a chunk whose end nothing tells; float chunks are a tenth of it. */
  private static final int UNKNOWN_CHUNK = 4 << 10;

  private static final int LARGEST_LIKELY = 64 << 10;

  /** Length, encoding and checksum of a chunk at most. */
  private static final int FRAME = 16;

  private final BlockMeta meta;
  private final IndexReader index;
  private final ChunkFileReader chunks;
  private final Tombstones tombstones;

  private BlockReader(
      BlockMeta meta, IndexReader index, ChunkFileReader chunks, Tombstones tombstones) {
    this.meta = meta;
    this.index = index;
    this.chunks = chunks;
    this.tombstones = tombstones;
  }

  /**
   * A block from its parts, which belong to it from now on.
   *
   * @param tombstones {@link Tombstones#NONE} in a bucket
   */
  public static BlockReader of(
      BlockMeta meta, IndexReader index, ChunkFileReader chunks, Tombstones tombstones) {
    return new BlockReader(meta, index, chunks, tombstones);
  }

  /**
   * Opens a block in a folder: the index is mapped into memory, chunks are read by position.
   *
   * @throws io.meridian.model.CorruptDataException if it is no block, or its parts are damaged
   *     where they begin or end
   * @throws java.io.UncheckedIOException if a file cannot be opened
   */
  public static BlockReader open(Path folder) {
    BlockFolder block = new BlockFolder(folder);
    BlockMeta meta = block.meta();
    Tombstones tombstones = block.tombstones();
    IndexReader index = openIndex(block.index());
    try {
      ChunkFileReader chunks = block.openChunks();
      try {
        chunks.checkHeaders();
        return new BlockReader(meta, index, chunks, tombstones);
      } catch (RuntimeException e) {
        chunks.close();
        throw e;
      }
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  private static IndexReader openIndex(Path file) {
    MappedFile mapped = MappedFile.open(file);
    try {
      return IndexReader.open(mapped);
    } catch (RuntimeException e) {
      mapped.close();
      throw e;
    }
  }

  public BlockMeta meta() {
    return meta;
  }

  public IndexReader index() {
    return index;
  }

  /** The chunks of series by their references. */
  public ChunkFileReader chunkFiles() {
    return chunks;
  }

  public Tombstones tombstones() {
    return tombstones;
  }

  /**
   * The series that match, with their chunks that reach into a time range, as they are stored:
   * whole chunks, also what is deleted of them; see {@link ChunkSeriesCursor#deleted}.
   */
  public ChunkSeriesCursor chunkSeries(List<Matcher> matchers, TimeRange range) {
    return chunkSeries(matchers, range, QueryContext.unlimited());
  }

  /** The same for a query, whose end ends the walk. */
  public ChunkSeriesCursor chunkSeries(
      List<Matcher> matchers, TimeRange range, QueryContext context) {
    return chunkSeries(matchers, range, SampleWindows.of(TimeRange.ALL), context);
  }

  private ChunkSeriesCursor chunkSeries(
      List<Matcher> matchers, TimeRange range, SampleWindows windows, QueryContext context) {
    return chunks.isFar()
        ? new FarChunks(
            () -> new SeriesWalk(index, matchers, range, windows, context),
            chunks,
            likelyChunkSize(),
            tombstones,
            context)
        : near(matchers, range, windows, context);
  }

  /** The same for who asks for few chunks or none: no chunk is fetched before it is asked for. */
  public ChunkSeriesCursor chunkSeriesOnDemand(
      List<Matcher> matchers, TimeRange range, SampleWindows windows, QueryContext context) {
    return chunks.isFar()
        ? new FarChunks(
            () -> new SeriesWalk(index, matchers, range, windows, context),
            chunks,
            FarChunks.ON_DEMAND,
            tombstones,
            context)
        : near(matchers, range, windows, context);
  }

  private ChunkSeriesCursor near(
      List<Matcher> matchers, TimeRange range, SampleWindows windows, QueryContext context) {
    SeriesWalk walk = new SeriesWalk(index, matchers, range, windows, context);
    return new BlockChunks(walk, chunks.window(), tombstones);
  }

  /**
   * The same block over other bytes, such as those that one query reads and is charged for. Nothing
   * is read or verified anew, and closing it leaves this one open.
   *
   * @param indexBytes the index' bytes
   * @param segments those of the chunk files, in order
   */
  public BlockReader over(ByteRanges indexBytes, List<ByteRanges> segments) {
    return new BlockReader(
        meta, index.over(indexBytes), new ChunkFileReader(chunks.name(), segments), tombstones);
  }

  /**
   * As {@link #chunkSeries}, without what is deleted: chunks that lost a part of their samples are
   * encoded anew, a series that lost all does not appear.
   */
  public ChunkSeriesCursor visibleChunkSeries(List<Matcher> matchers, TimeRange range) {
    return visibleChunkSeries(
        matchers, range, SampleWindows.of(TimeRange.ALL), QueryContext.unlimited());
  }

  /** The same for a query, whose end ends the walk; chunks without an instant of a window aside. */
  public ChunkSeriesCursor visibleChunkSeries(
      List<Matcher> matchers, TimeRange range, SampleWindows windows, QueryContext context) {
    return tombstones.isEmpty()
        ? chunkSeries(matchers, range, windows, context)
        : new VisibleChunks(
            new SeriesWalk(index, matchers, range, windows, context), chunks, tombstones);
  }

  /**
   * {@inheritDoc}
   *
   * <p>What is deleted is left out. The samples of a downsampled block are those of its aggregates
   * that suit the hints' function: {@link io.meridian.tsdb.aggregate.AggregateChoice} says which.
   * Which of several blocks with the same data to read is the caller's choice.
   *
   * @throws InvalidRequestException if the block's resolution is coarser than the hints allow
   */
  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    if (meta.resolution() > hints.maxResolution()) {
      throw new InvalidRequestException(
          "block "
              + meta.ulid()
              + " is downsampled to "
              + meta.resolution()
              + " ms, samples at most "
              + hints.maxResolution()
              + " ms apart were asked for; read a finer block, or allow this resolution");
    }
    return new BlockSeries(
        this, new SeriesWalk(index, matchers, hints.range(), context), hints, context);
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    try (LabelScan scan = new LabelScan(index, context)) {
      return scan.names(matchers, inBlock(range), limit);
    }
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    try (LabelScan scan = new LabelScan(index, context)) {
      return scan.values(name, matchers, inBlock(range), limit);
    }
  }

  /** What a chunk with its length, encoding and checksum hardly exceeds, in bytes. */
  int likelyChunkSize() {
    long largest = meta.thanos().map(thanos -> thanos.indexStats().chunkMaxSize()).orElse(0L);
    return largest == 0 ? UNKNOWN_CHUNK : (int) Math.min(LARGEST_LIKELY, largest + FRAME);
  }

  /** A range that spares a look at the series' chunks where it holds all of the block's time. */
  private TimeRange inBlock(TimeRange range) {
    boolean whole = range.min() <= meta.minTime() && range.max() >= meta.maxTime() - 1;
    return whole ? TimeRange.ALL : range;
  }

  @Override
  public void close() {
    index.close();
    chunks.close();
  }
}
