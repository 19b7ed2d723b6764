package io.meridian.tsdb.block;

import io.meridian.model.Aside;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.HeldRanges;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The encoded chunks of a block's series, as they are stored, of chunk files that are far: those of
 * many series are fetched together, a few megabytes, and the next ones while these are used. The
 * first are on their way from the beginning, so that who opens many blocks waits for the slowest,
 * not for one after the other.
 */
final class FarChunks implements ChunkSeriesCursor {
  /** A likely size that has no chunk fetched before it is asked for. */
  static final int ON_DEMAND = 0;

  private static final int BYTES_A_CHUNK = 24;

  /** How many series, and bytes of labels and chunks, are fetched together at most. */
  private static final int MOST_SERIES = 1024;

  private static final int MOST_LABELS = 256 << 10;
  private static final long MOST_CHUNKS = 4 << 20;

  private final ChunkFileReader files;
  private final int likelyChunk;
  private final Tombstones tombstones;
  private final QueryContext context;
  private final ChunkBytes bytes = new ChunkBytes();

  /** Set by the first task, used by one task at a time. */
  private @Nullable SeriesWalk walk;

  private Filled current;
  private @Nullable Aside<Filled> next;
  private int series;

  /** Some series and what was fetched of their chunks, which the query is charged for. */
  private record Filled(BlockBatch batch, ChunkWindow window, long charged) {}

  /**
   * A walk that begins at once, beside the caller.
   *
   * @param walks gives the walk; it may take long and fail, which is told by {@link #next}
   * @param likelyChunk what a chunk hardly exceeds, in bytes, or {@link #ON_DEMAND}
   */
  FarChunks(
      Supplier<SeriesWalk> walks,
      ChunkFileReader files,
      int likelyChunk,
      Tombstones tombstones,
      QueryContext context) {
    this.files = files;
    this.likelyChunk = likelyChunk;
    this.tombstones = tombstones;
    this.context = context;
    this.current = new Filled(emptyBatch(), files.window(), 0);
    begin(() -> {
      SeriesWalk begun = walks.get();
      walk = begun;
      return fill(begun);
    });
  }

  private void begin(Supplier<Filled> filling) {
    next = Aside.begin("chunks", filling);
  }

  private BlockBatch emptyBatch() {
    return new BlockBatch(new StoredSamples(files), TimeRange.ALL, QueryContext.unlimited());
  }

  @Override
  public boolean next() {
    if (++series >= current.batch().size()) {
      advance();
    }
    return current.batch().size() > 0;
  }

  private void advance() {
    context.release(current.charged());
    current = new Filled(emptyBatch(), files.window(), 0);
    series = 0;
    Aside<Filled> task = next;
    if (task == null) {
      return;
    }
    current = task.await();
    next = null;
    SeriesWalk begun = walk;
    if (current.batch().size() > 0 && begun != null) {
      begin(() -> fill(begun));
    }
  }

  private Filled fill(SeriesWalk from) {
    BlockBatch batch = emptyBatch();
    while (batch.size() < MOST_SERIES
        && batch.labelLength() < MOST_LABELS
        && batch.chunkList().likelyBytes(likelyChunk) < MOST_CHUNKS
        && from.next()) {
      batch.add(from.entry(), Intervals.NONE);
      batch.setDeleted(tombstones.of(from.entry().ref()));
    }
    HeldRanges[] fetched =
        likelyChunk == ON_DEMAND ? new HeldRanges[0] : files.fetch(batch.chunkList(), likelyChunk);
    long held =
        Arrays.stream(fetched).mapToLong(HeldRanges::bytes).sum()
            + batch.labelLength()
            + (long) BYTES_A_CHUNK * batch.chunkList().size();
    context.charge(held);
    return new Filled(batch, files.window(fetched), held);
  }

  @Override
  public byte[] labelBytes() {
    return current.batch().labelBytes();
  }

  @Override
  public int labelsFrom() {
    return current.batch().labelsFrom(series);
  }

  @Override
  public int labelsTo() {
    return current.batch().labelsTo(series);
  }

  @Override
  public boolean lacks(byte[] labelName) {
    SeriesWalk begun = walk;
    return begun != null && begun.lacks(labelName);
  }

  @Override
  public int chunks() {
    return current.batch().chunksTo(series) - current.batch().chunksFrom(series);
  }

  @Override
  public long chunkMinTime(int chunk) {
    return current.batch().chunkList().minTime(current.batch().chunksFrom(series) + chunk);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return current.batch().chunkList().maxTime(current.batch().chunksFrom(series) + chunk);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return current.window().encoding(ref(chunk));
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    BlockBatch batch = current.batch();
    int at = batch.chunksFrom(series) + chunk;
    current.window().read(ref(chunk), batch.chunkList().soon(at, batch.chunksTo(series)), bytes);
    return bytes;
  }

  private long ref(int chunk) {
    return current.batch().chunkList().ref(current.batch().chunksFrom(series) + chunk);
  }

  @Override
  public Intervals deleted() {
    return current.batch().deleted(series);
  }

  @Override
  public void close() {
    Aside<Filled> task = next;
    next = null;
    if (task != null) {
      task.abandon().ifPresent(filled -> context.release(filled.charged()));
    }
    context.release(current.charged());
    current = new Filled(emptyBatch(), files.window(), 0);
    SeriesWalk begun = walk;
    if (begun != null) {
      begun.close();
      walk = null;
    }
  }
}
