package io.meridian.tsdb.head;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.MetricMetadata;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCounts;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * A tenant's series in memory. Batches go in, each sample with an outcome of its own; series come
 * out for queries; ranges that are over are cut into blocks.
 *
 * <p>Writers exclude each other by one lock, which a cut takes for some hundred series at a time.
 * Readers take none for samples: a series reads as a prefix of what was stored in it. New series
 * and selections exclude each other by a lock on the labels, taken after the writers' lock.
 */
public final class Head implements SeriesSource, AutoCloseable {
  private final HeadStore store;
  private final HeadWriter writer;
  private final HeadCuts cuts;
  private final HeadQueries queries;
  private final SeriesLimits limits;

  /** Guards the writer; taken before the labels' lock. */
  private final ReentrantLock writing = new ReentrantLock();

  /** A head that keeps all it has in memory. */
  public Head(HeadOptions options) {
    this(options, SpillFiles.none());
  }

  /**
   * A head that moves full chunks to files. What a folder of a head before holds is deleted: it is
   * scratch, and a log brings it back. A chunk that its file does not give back as it was is a
   * {@link io.meridian.model.CorruptDataException} for queries and cuts that need it.
   *
   * @param folder the files' own; made when the first file is
   * @throws java.io.UncheckedIOException if what is left from before cannot be deleted
   */
  public Head(HeadOptions options, Disk disk, Path folder) {
    this(options, SpillFiles.in(disk, folder));
  }

  private Head(HeadOptions options, SpillFiles spill) {
    store = new HeadStore(options, spill);
    writer = new HeadWriter(store, options);
    cuts = new HeadCuts(store, writer, writing);
    queries = new HeadQueries(store);
    limits = options.limits();
  }

  /** Deletes the files of full chunks. Nothing must be appended, read or cut any more. */
  @Override
  public void close() {
    store.ranges().close();
    store.lateRanges().close();
  }

  /**
   * Appends a batch. A sample that cannot be stored does not keep the others back.
   *
   * @param now Unix milliseconds, which the future is reckoned from
   * @param outcomes what became of each sample
   */
  public void append(WriteBatch batch, long now, AppendOutcomes outcomes) {
    append(batch, now, outcomes, HeadLog.NONE);
  }

  /**
   * Appends a batch through a log: what is accepted is recorded before anybody sees it.
   *
   * @return the number of the last record, 0 if the log needed none
   * @throws io.meridian.model.UnavailableException if the log did not take it; nothing of the batch
   *     was appended then, but for a series that comes twice in it
   */
  public long append(WriteBatch batch, long now, AppendOutcomes outcomes, HeadLog log) {
    return append(batch, now, limits, outcomes, log);
  }

  /** Appends a batch through a log with other limits of new series than the head's own. */
  public long append(
      WriteBatch batch, long now, SeriesLimits bounds, AppendOutcomes outcomes, HeadLog log) {
    writing.lock();
    try {
      return writer.append(batch, now, bounds, outcomes, log);
    } finally {
      writing.unlock();
    }
  }

  /**
   * What takes the records of this head's log, which must be empty yet and is not to be used until
   * the replay is finished.
   *
   * @param shards how many threads will take records, at least 2
   */
  public HeadReplay replay(int shards) {
    return new HeadReplay(this, store, writer, shards);
  }

  /**
   * Writes what the head has as records, while appends go on: all that was appended before this was
   * called, and of what is appended meanwhile any part.
   *
   * @param series takes records for {@link HeadReplay#accept}
   * @param chunks takes records for {@link HeadReplay#acceptChunks}, behind all of the others
   */
  public void snapshot(HeadLog series, HeadLog chunks) {
    try (HeadSnapshot all = new HeadSnapshot(store, writer.chunks(), writing)) {
      all.write(series, chunks);
    }
    store.ranges().spill().release();
  }

  /** Up to where samples were cut into blocks, excluded; {@link Long#MIN_VALUE} if none were. */
  public long cutBefore() {
    return store.cutBefore();
  }

  /** Whether there are no samples of any series, which may have been otherwise. */
  public boolean isEmpty() {
    return seriesCount() == 0 && !hasLate();
  }

  /**
   * Goes on where another head ended, which is empty: knows what was said of metrics, and up to
   * where samples are in blocks. For who makes the head, before it is used.
   */
  public void follow(Head before) {
    store.metadata().putAll(before.store.metadata());
    if (before.cutBefore() > Long.MIN_VALUE) {
      forgetBefore(before.cutBefore());
    }
  }

  /** How many series there are. */
  public int seriesCount() {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      return store.index().table().living();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the head holds, with the largest metrics, pairs and names. Costs no look at any series.
   *
   * @param limit how long each list may be
   */
  public HeadStats stats(int limit) {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      return new HeadCensus(store, limit).take();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The exemplars of the series that match, in a range of time, of those that are kept.
   *
   * @return series that have any, in label order
   */
  public List<SeriesExemplars> exemplars(
      List<Matcher> matchers, TimeRange range, QueryContext context) {
    return queries.exemplars(matchers, range, context);
  }

  /** What senders said of metrics last, by the name of their family. */
  public Map<String, MetricMetadata> metadata() {
    return Collections.unmodifiableMap(store.metadata());
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    return queries.select(matchers, hints, context);
  }

  /**
   * The series that match and have chunks in a range of time, with these chunks. They do not
   * overlap, and may reach beyond the range.
   */
  public ChunkSeriesCursor chunkSeries(
      List<Matcher> matchers, TimeRange range, QueryContext context) {
    return chunkSeries(matchers, range, false, context);
  }

  /**
   * The same where chunks may not be wanted.
   *
   * @param labelsOnly whether the walk is for labels; chunks are found when they are asked for
   */
  public ChunkSeriesCursor chunkSeries(
      List<Matcher> matchers, TimeRange range, boolean labelsOnly, QueryContext context) {
    return queries.chunkSeries(matchers, range, labelsOnly, context);
  }

  /**
   * The same series with few of their labels, in the order of {@link
   * io.meridian.model.HashedLabels}; where nothing but a series' last sample in the range is
   * wanted, mostly with that alone.
   */
  public ChunkSeriesCursor projected(
      List<Matcher> matchers, TimeRange range, SeriesProjection projection, QueryContext context) {
    return queries.projected(matchers, range, projection, context);
  }

  /**
   * How many of the series that match have a sample to show at each step, by the labels that are
   * wanted; whether a last sample alone is wanted is of no consequence.
   *
   * @return empty where two series can end with the same labels, and would be one, or where there
   *     are more groups than anybody wants counted
   */
  public Optional<SeriesCounts> counts(
      List<Matcher> matchers,
      LookbackSteps steps,
      SeriesProjection projection,
      QueryContext context) {
    return queries.counts(matchers, steps, projection, context);
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return queries.labelNames(matchers, range, limit, context);
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return queries.labelValues(name, matchers, range, limit, context);
  }

  /**
   * Cuts the oldest range that ends at or before an instant into a block, and forgets it. Samples
   * that belong before its end are late from now on; others are appended meanwhile. Who calls this
   * with how long ago decides how long series may lag behind and yet be stored together. To be
   * called by one thread at a time, again and again until nothing is left.
   *
   * @param until Unix milliseconds
   * @param parent the folder that the block will be a folder of
   * @param thanos what the block's meta.json says for Thanos
   * @return the block's meta; empty if no range before the instant has samples
   * @throws java.io.UncheckedIOException if the block could not be written; the range stays, and is
   *     cut by the next call
   * @throws io.meridian.model.CorruptDataException if a file of full chunks is damaged; the range
   *     stays, and only a replay of the log into a new head brings it back
   */
  public Optional<BlockMeta> cut(
      long until,
      Disk disk,
      Path parent,
      Ulid ulid,
      BlockWriter.Options options,
      Optional<ThanosMeta> thanos) {
    Optional<BlockMeta> meta = writeOldest(rangeBegin(until), disk, parent, ulid, options, thanos);
    meta.ifPresent(written -> forgetBefore(written.maxTime()));
    return meta;
  }

  /** Where the range of an instant begins, which is where blocks are to be cut. */
  public long rangeBegin(long time) {
    return store.ranges().begin(time);
  }

  /**
   * Closes what lies before an instant, as {@link #cut} does, and writes the oldest range of it
   * into a block, which reaches from where the last one ended to the range's end or, if that is
   * sooner, the instant. The head still has the samples.
   *
   * @param end Unix milliseconds
   */
  public Optional<BlockMeta> writeOldest(
      long end,
      Disk disk,
      Path parent,
      Ulid ulid,
      BlockWriter.Options options,
      Optional<ThanosMeta> thanos) {
    return cuts.writeOldest(end, disk, parent, ulid, options, thanos);
  }

  /**
   * Forgets samples before an instant, which are in blocks; such ones are late from now on. Who
   * began to read before keeps them.
   */
  public void forgetBefore(long time) {
    cuts.forgetBefore(time);
  }

  /**
   * Lets samples before an instant be late from now on, and closes what lies before it.
   *
   * @return whether there is something to be written into blocks
   */
  public boolean closeBefore(long time) {
    return cuts.closeBefore(time);
  }

  /** Where the range of an instant ends, which is where the next one begins. */
  public long rangeEnd(long time) {
    return store.ranges().end(time);
  }

  /** Behind the last sample of any series; {@link Long#MIN_VALUE} if there is none. */
  public long end() {
    writing.lock();
    try {
      return writer.end();
    } finally {
      writing.unlock();
    }
  }

  /** At or before the first sample of any series; {@link Long#MAX_VALUE} if there is none. */
  public long begin() {
    writing.lock();
    try {
      return new EarliestTime(store).find();
    } finally {
      writing.unlock();
    }
  }

  /**
   * Cuts the oldest range of late samples into a block, and forgets them, as {@link #writeLate} and
   * {@link #forgetLate} do.
   */
  public Optional<BlockMeta> cutLate(
      Disk disk, Path parent, Ulid ulid, BlockWriter.Options options, Optional<ThanosMeta> thanos) {
    Optional<BlockMeta> meta = writeLate(disk, parent, ulid, options, _ -> thanos);
    meta.ifPresent(_ -> forgetLate());
    return meta;
  }

  /**
   * Writes the oldest range of late samples into a block. The block overlaps others of its time:
   * where it goes, it needs a mark that keeps it from compactors that take that for damage. Late
   * samples that come meanwhile are for the next block. To be called by the thread that calls
   * {@link #cut}. The head still has the samples.
   *
   * @param parent the folder that the block will be a folder of
   * @param thanos what the block's meta.json says for Thanos, by the begin of its range
   * @return the block's meta; empty if there are no late samples
   * @throws java.io.UncheckedIOException as {@link #cut}
   * @throws io.meridian.model.CorruptDataException as {@link #cut}
   */
  public Optional<BlockMeta> writeLate(
      Disk disk,
      Path parent,
      Ulid ulid,
      BlockWriter.Options options,
      LongFunction<Optional<ThanosMeta>> thanos) {
    return cuts.writeLate(disk, parent, ulid, options, thanos);
  }

  /** Forgets the late samples that {@link #writeLate} wrote last. */
  public void forgetLate() {
    cuts.forgetLate();
  }

  /** Whether there are late samples. */
  public boolean hasLate() {
    return cuts.hasLate();
  }

  /**
   * Forgets the late samples that a block has already, as {@link #writeLate} may have written it
   * before the process ended and a log brought its samples back. For who makes the head, before it
   * is used.
   *
   * @return how many there were
   */
  public long forgetLateIn(ChunkSeriesCursor block) {
    writing.lock();
    try {
      return new LateInBlock(store, writer.chunks()).take(block);
    } finally {
      writing.unlock();
    }
  }

  /**
   * Takes out the series that have no samples here any more, in small steps beside appends and
   * queries. Each cut does that; where many queries are slow it may be worth doing later, too, as
   * what a query sees stays. To be called by the thread that calls {@link #cut}.
   *
   * @return how many there were
   */
  public int sweep() {
    return cuts.sweep();
  }

  /**
   * Closes the open chunks of series that ended, so that they wait for their cut in a file: whose
   * last sample is a stale marker, and older than an instant. To be called by the thread that calls
   * {@link #cut}.
   *
   * @param before Unix milliseconds
   */
  public void closeStale(long before) {
    cuts.closeStale(before);
  }
}
