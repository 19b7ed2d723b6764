package io.meridian.storeapi.dial;

import io.meridian.model.CorruptDataException;
import io.meridian.model.HashedLabels;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelHash;
import io.meridian.model.LabelNames;
import io.meridian.model.LabelRewrite;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.model.SelectHints;
import io.meridian.storeapi.order.OriginalSeries;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.FrameReader;
import java.util.Optional;

/**
 * The series of one store's answer. Where the store fails, breaks off, is too slow or breaks the
 * order, its series end, and that is told. An answer that begins again is passed over up to where
 * it was; the series that came last comes once more then, whole. For one thread.
 */
final class StoreStream implements OriginalSeries {
  /** So many series are remembered to tell those that come again from those that come late. */
  private static final int REMEMBERED = 8;

  private final Endpoint store;
  private final StoreFrames frames;
  private final StoreFailures failures;
  private final StoreMeter meter;
  private final boolean labelsOnly;
  private final boolean reduced;
  private final FrameReader reader;
  private final Optional<LabelRewrite> rewrite;
  private final Optional<SelectHints.Shard> shard;
  private final LabelBytes labels = new LabelBytes();
  private final LabelBytes[] lasts = new LabelBytes[REMEMBERED];
  private final LabelHash hash = new LabelHash();

  /** Where the answer had been when it began again; empty otherwise. */
  private final LabelBytes resumeAt = new LabelBytes();

  private int last;
  private long series;
  private long chunks;
  private boolean ended;

  /**
   * Series of a call.
   *
   * @param labelsOnly whether no chunks were asked for
   * @param removed what the store leaves on its series although it should not
   * @param shard what must be sorted out here, since the store knows of no shards
   * @param reduced whether series are to have a hash in place of most labels
   */
  StoreStream(
      Endpoint store,
      StoreFrames frames,
      StoreFailures failures,
      StoreMeter meter,
      boolean labelsOnly,
      LabelNames removed,
      Optional<SelectHints.Shard> shard,
      boolean reduced) {
    this.store = store;
    this.reduced = reduced;
    this.frames = frames;
    this.failures = failures;
    this.meter = meter;
    this.labelsOnly = labelsOnly;
    this.shard = shard;
    for (int i = 0; i < REMEMBERED; i++) {
      lasts[i] = new LabelBytes();
    }
    reader = new FrameReader(store.address());
    reader.reset(new Frame(new byte[0]));
    rewrite =
        removed.isEmpty() ? Optional.empty() : Optional.of(new LabelRewrite(Labels.EMPTY, removed));
  }

  @Override
  public boolean next() {
    while (!ended) {
      try {
        if (nextPart() && isWanted()) {
          return true;
        }
      } catch (StoreException e) {
        fail(e.fault(), String.valueOf(e.getMessage()), e);
      } catch (CorruptDataException e) {
        fail(StoreFault.CORRUPT, String.valueOf(e.getMessage()), e);
      }
    }
    return false;
  }

  /** Moves on; returns whether to a series. */
  private boolean nextPart() throws StoreException {
    switch (reader.next()) {
      case SERIES -> {
        series++;
        chunks += reader.chunks();
        requireReduced();
        return isInOrder() && !isPassed();
      }
      case WARNING -> {
        meter.fault(StoreFault.WARNED);
        failures.warn(store, reader.warning());
      }
      case END -> nextFrame();
    }
    return false;
  }

  /** A store that cannot reduce says so by its first series. */
  private void requireReduced() {
    if (reduced && !HashedLabels.is(reader.labelBytes(), 0, reader.labelsTo())) {
      throw new WholeSeriesException(store.address());
    }
  }

  private void nextFrame() throws StoreException {
    Optional<Frame> frame = frames.next();
    if (frames.isRestarted()) {
      LabelBytes was = lasts[last];
      resumeAt.clear().add(was.bytes(), 0, was.length());
      for (LabelBytes of : lasts) {
        of.clear();
      }
    }
    frame.ifPresent(reader::reset);
    ended = frame.isEmpty();
    if (ended) {
      count();
    }
  }

  private boolean isInOrder() {
    LabelBytes before = lasts[last];
    int order = compare(before);
    if (order < 0) {
      last = (last + 1) % REMEMBERED;
      lasts[last].clear().add(reader.labelBytes(), 0, reader.labelsTo());
    } else if (order > 0) {
      Labels late = Labels.copyOf(reader.labelBytes(), 0, reader.labelsTo());
      boolean again = isRemembered();
      fail(
          again ? StoreFault.REOPENED : StoreFault.UNSORTED,
          "gave series %s %s %s; what it gave since is left out"
              .formatted(late, again ? "again behind" : "behind", before.labels(0)),
          new IllegalStateException("series are not in order"));
    }
    return order <= 0;
  }

  private int compare(LabelBytes other) {
    return PackedLabels.compare(
        other.bytes(), 0, other.length(), reader.labelBytes(), 0, reader.labelsTo());
  }

  private boolean isRemembered() {
    for (LabelBytes of : lasts) {
      if (of.length() > 0 && compare(of) == 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether the series came before the answer began again. */
  private boolean isPassed() {
    return resumeAt.length() > 0 && compare(resumeAt) > 0;
  }

  private void fail(StoreFault fault, String cause, Exception error) {
    ended = true;
    meter.fault(fault);
    close();
    failures.failed(store, cause, error);
  }

  private boolean isWanted() {
    if (reader.chunks() == 0 && !labelsOnly) {
      meter.fault(StoreFault.WITHOUT_CHUNKS);
      failures.warn(store, "gave series without chunks, which are left out");
      return false;
    }
    rewrite.ifPresent(
        change -> change.apply(reader.labelBytes(), 0, reader.labelsTo(), labels.clear()));
    return shard.isEmpty() || isIn(shard.get());
  }

  private boolean isIn(SelectHints.Shard part) {
    LabelNames names = LabelNames.of(part.hashed().names());
    long of = hash.ofShard(names, part.hashed().include(), labelBytes(), 0, labelsTo());
    return Long.remainderUnsigned(of, part.total()) == part.index();
  }

  private void count() {
    meter.series(series, chunks);
    series = 0;
    chunks = 0;
  }

  @Override
  public byte[] originalBytes() {
    return reader.labelBytes();
  }

  @Override
  public int originalFrom() {
    return 0;
  }

  @Override
  public int originalTo() {
    return reader.labelsTo();
  }

  @Override
  public byte[] labelBytes() {
    return rewrite.isPresent() ? labels.bytes() : reader.labelBytes();
  }

  @Override
  public int labelsFrom() {
    return 0;
  }

  @Override
  public int labelsTo() {
    return rewrite.isPresent() ? labels.length() : reader.labelsTo();
  }

  @Override
  public byte[] chunkBytes() {
    return reader.chunkBytes();
  }

  @Override
  public int chunksFrom() {
    return reader.chunksFrom();
  }

  @Override
  public int chunksTo() {
    return reader.chunksTo();
  }

  @Override
  public void close() {
    count();
    frames.close();
  }
}
