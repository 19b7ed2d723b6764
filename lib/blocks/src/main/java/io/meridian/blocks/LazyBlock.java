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

  private LazyBlock(BlockReader reader) {
    this.reader = reader;
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
    String folder = block.ulid().toString();
    ByteRanges index = new ObjectRanges(bucket, folder + "/index", block.indexSize(), gauge);
    List<ByteRanges> segments = new ArrayList<>();
    for (int i = 0; i < block.segments(); i++) {
      String object = "%s/chunks/%06d".formatted(folder, i + 1);
      segments.add(new ObjectRanges(bucket, object, block.segmentSize(i), gauge));
    }
    ChunkFileReader chunks =
        new ChunkFileReader(bucket.name() + "/" + folder + "/chunks", segments);
    return new LazyBlock(
        BlockReader.of(meta, IndexReader.open(index, header), chunks, Tombstones.NONE));
  }

  /** The block as every reader of blocks has it. */
  public BlockReader reader() {
    return reader;
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
