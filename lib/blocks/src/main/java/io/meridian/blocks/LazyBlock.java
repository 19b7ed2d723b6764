package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkFileReader;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Tombstones;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.VerifiedRead;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.SparseHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * A block in a bucket, read by ranges. What stays on this machine is its sparse header; a query
 * asks the bucket for the posting lists it needs, all at once, then for the series' entries, then
 * for their chunks: three rounds of reads to the first sample. Ranges that lie close together come
 * as one, a round's ranges side by side, and the next batch is fetched while one is worked on.
 *
 * <p>Every byte that is used was held against a checksum; what proves damaged is read again before
 * the block is said to be. Safe for use by many threads; the cursors are for one each and end with
 * it.
 */
public final class LazyBlock implements SeriesSource, AutoCloseable {
  private final BlockReader reader;
  private final ObjectRanges index;
  private final List<ObjectRanges> segments;

  private LazyBlock(BlockReader reader, ObjectRanges index, List<ObjectRanges> segments) {
    this.reader = reader;
    this.index = index;
    this.segments = segments;
  }

  /**
   * Opens a block.
   *
   * @param meta its whole meta
   * @param header its sparse header, which belongs to the block from now on; see {@link
   *     HeaderStore}
   * @throws CorruptDataException if the header is another index's; it stays open then
   */
  public static LazyBlock open(
      Bucket bucket, KnownBlock block, BlockMeta meta, SparseHeader header, TransferGauge gauge) {
    ObjectRanges index = index(bucket, block, gauge);
    return of(bucket, block, meta, index, IndexReader.open(index, header), gauge);
  }

  /**
   * Opens a block without a header: the symbols and tables of its index are read and held in memory
   * instead, when they are first asked for.
   *
   * @throws CorruptDataException if the index does not begin or end as one
   * @throws io.meridian.model.UnavailableException if the bucket does not answer
   */
  public static LazyBlock openWithoutHeader(
      Bucket bucket, KnownBlock block, BlockMeta meta, TransferGauge gauge) {
    ObjectRanges index = index(bucket, block, gauge);
    return of(
        bucket, block, meta, index, VerifiedRead.of(index, () -> IndexReader.open(index)), gauge);
  }

  private static ObjectRanges index(Bucket bucket, KnownBlock block, TransferGauge gauge) {
    String object = block.ulid() + "/index";
    return new ObjectRanges(bucket, object, block.indexSize(), gauge, ReadMeter.Part.INDEX);
  }

  private static LazyBlock of(
      Bucket bucket,
      KnownBlock block,
      BlockMeta meta,
      ObjectRanges ranges,
      IndexReader index,
      TransferGauge gauge) {
    String folder = block.ulid().toString();
    List<ObjectRanges> segments = new ArrayList<>();
    for (int i = 0; i < block.segments(); i++) {
      String object = "%s/chunks/%06d".formatted(folder, i + 1);
      long size = block.segmentSize(i);
      segments.add(new ObjectRanges(bucket, object, size, gauge, ReadMeter.Part.CHUNKS));
    }
    ChunkFileReader chunks =
        new ChunkFileReader(bucket.name() + "/" + folder + "/chunks", List.copyOf(segments));
    return new LazyBlock(
        BlockReader.of(meta, index, chunks, Tombstones.NONE), ranges, List.copyOf(segments));
  }

  /** The block as every reader of blocks has it. */
  public BlockReader reader() {
    return reader;
  }

  /**
   * The same for one query, whose reads are counted; to be used while this is open.
   *
   * @param meter told of each read before it is made
   */
  public BlockReader reader(ReadMeter meter) {
    return reader.over(
        index.metered(meter),
        segments.stream().<ByteRanges>map(segment -> segment.metered(meter)).toList());
  }

  public BlockMeta meta() {
    return reader.meta();
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    return new AheadCursor(reader.select(matchers, hints, context));
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return reader.labelNames(matchers, range, limit, context);
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return reader.labelValues(name, matchers, range, limit, context);
  }

  /** The series that match, with their encoded chunks, as they are stored. */
  public ChunkSeriesCursor chunkSeries(List<Matcher> matchers, TimeRange range) {
    return reader.chunkSeries(matchers, range);
  }

  @Override
  public void close() {
    reader.close();
  }
}
