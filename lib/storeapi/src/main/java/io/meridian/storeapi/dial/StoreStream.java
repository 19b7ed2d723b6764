package io.meridian.storeapi.dial;

import io.meridian.model.CorruptDataException;
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
 * order, its series end, and that is told. For one thread.
 */
final class StoreStream implements OriginalSeries {
  private final Endpoint store;
  private final FrameQueue frames;
  private final StoreFailures failures;
  private final FrameReader reader;
  private final Optional<LabelRewrite> rewrite;
  private final Optional<SelectHints.Shard> shard;
  private final LabelBytes labels = new LabelBytes();
  private final LabelBytes last = new LabelBytes();
  private final LabelHash hash = new LabelHash();
  private boolean ended;

  /**
   * Series of a call.
   *
   * @param removed what the store leaves on its series although it should not
   * @param shard what must be sorted out here, since the store knows of no shards
   */
  StoreStream(
      Endpoint store,
      FrameQueue frames,
      StoreFailures failures,
      LabelNames removed,
      Optional<SelectHints.Shard> shard) {
    this.store = store;
    this.frames = frames;
    this.failures = failures;
    this.shard = shard;
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
      } catch (FrameQueue.StoreException | CorruptDataException e) {
        fail(String.valueOf(e.getMessage()), e);
      }
    }
    return false;
  }

  /** Moves on; returns whether to a series. */
  private boolean nextPart() throws FrameQueue.StoreException {
    switch (reader.next()) {
      case SERIES -> {
        return isInOrder();
      }
      case WARNING -> failures.warn(store, reader.warning());
      case END -> {
        Optional<Frame> frame = frames.next();
        frame.ifPresent(reader::reset);
        ended = frame.isEmpty();
      }
    }
    return false;
  }

  private boolean isInOrder() {
    int order =
        PackedLabels.compare(
            last.bytes(), 0, last.length(), reader.labelBytes(), 0, reader.labelsTo());
    if (order > 0) {
      fail(
          "gave series %s behind %s; what it gave since is left out"
              .formatted(Labels.copyOf(reader.labelBytes(), 0, reader.labelsTo()), last.labels(0)),
          new IllegalStateException("series are not in order"));
      return false;
    }
    last.clear().add(reader.labelBytes(), 0, reader.labelsTo());
    return true;
  }

  private void fail(String cause, Exception error) {
    ended = true;
    frames.close();
    failures.failed(store, cause, error);
  }

  private boolean isWanted() {
    if (reader.chunksTo() == 0) {
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
    return 0;
  }

  @Override
  public int chunksTo() {
    return reader.chunksTo();
  }

  @Override
  public void close() {
    frames.close();
  }
}
