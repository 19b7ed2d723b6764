package io.meridian.storeapi.serve;

import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelHash;
import io.meridian.model.LabelNames;
import io.meridian.model.LabelRewrite;
import io.meridian.model.Labels;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.order.OriginalSeries;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import java.util.Optional;

/**
 * A store's series with their final labels and written chunks, in the order that they had without
 * these labels. What belongs to other shards, and what has nothing to give, is passed over.
 */
final class RewrittenSeries implements OriginalSeries {
  private final SeriesStore store;
  private final ChunkSeriesCursor cursor;
  private final SeriesQuery query;
  private final MissingParts missing;
  private final LabelRewrite rewrite;
  private final LabelBytes labels = new LabelBytes();
  private final LabelHash hash = new LabelHash();
  private final ServedChunks served;
  private final WireBytes chunks = new WireBytes();

  /** Series of a cursor, which is closed with this. */
  RewrittenSeries(
      SeriesStore store, ChunkSeriesCursor cursor, SeriesQuery query, MissingParts missing) {
    this(store, cursor, query, missing, new LabelRewrite(store.externalLabels(), query.removed()));
  }

  private RewrittenSeries(
      SeriesStore store,
      ChunkSeriesCursor cursor,
      SeriesQuery query,
      MissingParts missing,
      LabelRewrite rewrite) {
    this.store = store;
    this.cursor = cursor;
    this.query = query;
    this.missing = missing;
    this.rewrite = rewrite;
    served = new ServedChunks(query.aggregates(), query.allEncodings());
  }

  /** Series of a cursor that has their final labels already. */
  static RewrittenSeries ofFinal(
      SeriesStore store, ChunkSeriesCursor cursor, SeriesQuery query, MissingParts missing) {
    LabelRewrite nothing = new LabelRewrite(Labels.EMPTY, LabelNames.NONE);
    return new RewrittenSeries(store, cursor, query, missing, nothing);
  }

  @Override
  public boolean next() {
    while (more()) {
      rewrite.apply(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo(), labels.clear());
      chunks.clear();
      if (query.shard().filter(shard -> !isIn(shard)).isPresent()) {
        continue;
      }
      if (query.skipChunks() || writeChunks()) {
        return true;
      }
    }
    return false;
  }

  /** Where the store fails its series end, once that was said. */
  private boolean more() {
    try {
      return cursor.next();
    } catch (RuntimeException e) {
      missing.failed(store, e);
      return false;
    }
  }

  private boolean isIn(SeriesQuery.Shard shard) {
    long of = hash.ofShard(shard.names(), shard.by(), labels.bytes(), 0, labels.length());
    return Long.remainderUnsigned(of, shard.total()) == shard.index();
  }

  private boolean writeChunks() {
    for (int i = 0; i < cursor.chunks(); i++) {
      try {
        Optional<String> refused =
            served.write(cursor.chunkMinTime(i), cursor.chunkMaxTime(i), cursor.chunk(i), chunks);
        if (refused.isPresent()) {
          missing.missing(store, refused.get());
          return false;
        }
      } catch (CorruptDataException | UnavailableException e) {
        missing.failed(store, e);
      }
    }
    return chunks.length() > 0;
  }

  @Override
  public byte[] originalBytes() {
    return cursor.labelBytes();
  }

  @Override
  public int originalFrom() {
    return cursor.labelsFrom();
  }

  @Override
  public int originalTo() {
    return cursor.labelsTo();
  }

  @Override
  public boolean lacked(LabelNames names) {
    for (int i = 0; i < names.size(); i++) {
      if (!cursor.lacks(names.name(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte[] labelBytes() {
    return labels.bytes();
  }

  @Override
  public int labelsFrom() {
    return 0;
  }

  @Override
  public int labelsTo() {
    return labels.length();
  }

  @Override
  public byte[] chunkBytes() {
    return chunks.bytes();
  }

  @Override
  public int chunksFrom() {
    return 0;
  }

  @Override
  public int chunksTo() {
    return chunks.length();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
