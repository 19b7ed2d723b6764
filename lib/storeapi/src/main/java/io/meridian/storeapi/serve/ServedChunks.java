package io.meridian.storeapi.serve;

import io.meridian.api.thanos.Aggr;
import io.meridian.storeapi.wire.AggregateFields;
import io.meridian.storeapi.wire.ChunkFields;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.AggregateChunk;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.Transcoder;
import java.util.Optional;
import java.util.Set;

/**
 * Writes chunks for a reader: chunks of samples as they are, but those with start timestamps
 * without them where the reader is not known to understand them; of downsampled chunks the
 * aggregates that were asked for. For one thread.
 */
final class ServedChunks {
  private final Set<Aggr> aggregates;
  private final boolean allEncodings;
  private final ChunkFields fields = new ChunkFields();
  private final AggregateChunk parts = new AggregateChunk();
  private final Transcoder transcoder = new Transcoder();

  ServedChunks(Set<Aggr> aggregates, boolean allEncodings) {
    this.aggregates = aggregates;
    this.allEncodings = allEncodings;
  }

  /**
   * Writes a chunk.
   *
   * @return why its series cannot be given, empty if the chunk was written
   * @throws io.meridian.model.CorruptDataException if the chunk is damaged; nothing was written
   */
  Optional<String> write(long minTime, long maxTime, ChunkBytes chunk, WireBytes into) {
    fields.begin(minTime, maxTime);
    if (chunk.encoding() == ChunkEncoding.AGGREGATE) {
      parts.split(chunk.data(), chunk.from(), chunk.to());
      for (Aggregate aggregate : Aggregate.values()) {
        if (aggregates.contains(AggregateFields.wanted(aggregate))) {
          if (!parts.has(aggregate)) {
            return Optional.of(
                "native histograms have no %s once they are downsampled; their series are left out"
                    .formatted(aggregate.label()));
          }
          add(AggregateFields.field(aggregate), aggregate, chunk.data());
        }
      }
      if (fields.count() == 0) {
        return Optional.of(
            "raw samples were asked for, and there are downsampled ones only; ask for aggregates");
      }
    } else {
      add(ChunkFields.RAW, chunk.encoding(), chunk.data(), chunk.from(), chunk.to());
    }
    fields.end(into);
    return Optional.empty();
  }

  private void add(int field, Aggregate aggregate, byte[] data) {
    add(field, parts.encoding(aggregate), data, parts.from(aggregate), parts.to(aggregate));
  }

  private void add(int field, ChunkEncoding encoding, byte[] data, int from, int to) {
    if (!encoding.hasStartTimes() || allEncodings) {
      fields.add(field, encoding, data, from, to);
      return;
    }
    ChunkEncoding plain = transcoder.transcode(encoding, data, from, to);
    fields.add(field, plain, transcoder.bytes(), 0, transcoder.length());
  }
}
