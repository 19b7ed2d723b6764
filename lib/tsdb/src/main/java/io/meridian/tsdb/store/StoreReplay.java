package io.meridian.tsdb.store;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.head.Head;
import io.meridian.tsdb.head.HeadReplay;
import io.meridian.tsdb.wal.LogRecord;
import io.meridian.tsdb.wal.RecordConsumer;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Makes the heads of all tenants of the log's records. */
final class StoreReplay implements RecordConsumer {
  private static final int MOST_SHARDS = 9;
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Function<String, Head> heads;
  private final Map<String, Long> inBlocks;
  private final int shards;
  private final ConcurrentHashMap<String, Replayed> tenants = new ConcurrentHashMap<>();
  private final byte[][] scratch;

  /** The last ones recorded; for shard 0, then for who finishes. */
  private final Map<String, List<SourceState>> sources = new HashMap<>();

  private record Replayed(Head head, HeadReplay replay) {}

  /**
   * A replay.
   *
   * @param heads makes a tenant's head; not before there are records
   * @param inBlocks for tenants that have blocks, up to which instant, excluded
   */
  StoreReplay(Function<String, Head> heads, Map<String, Long> inBlocks, int processors) {
    this.heads = heads;
    this.inBlocks = inBlocks;
    this.shards = Math.clamp(processors + 1L, 2, MOST_SHARDS);
    this.scratch = new byte[shards][0];
  }

  @Override
  public int shards() {
    return shards;
  }

  private Replayed of(String tenant) {
    return tenants.computeIfAbsent(
        tenant,
        name -> {
          Head head = heads.apply(name);
          HeadReplay replay = head.replay(shards);
          replay.passBefore(inBlocks.getOrDefault(name, Long.MIN_VALUE));
          return new Replayed(head, replay);
        });
  }

  @Override
  public void accept(int shard, LogRecord record) {
    HeadReplay replay = of(record.tenant()).replay();
    switch (record.kind()) {
      case RecordKind.HEAD -> {
        if (shard > 0 || HeadReplay.namesSeries(record.payload())) {
          replay.accept(shard, copy(shard, record), record.length());
        }
      }
      case RecordKind.CHUNKS -> {
        if (replay.isOwn(shard, record.payload().get(U32, 0))) {
          replay.acceptChunks(shard, copy(shard, record), record.length());
        }
      }
      case RecordKind.SOURCES -> {
        if (shard == 0) {
          sources.put(
              record.tenant(), SourceRecord.read(record.payload().toArray(ValueLayout.JAVA_BYTE)));
        }
      }
      case RecordKind.CUT -> replay.passBefore(shard, record.payload().get(U64, 0));
      default ->
          throw new InvalidRequestException(
              "the log has a record of kind %d: it was written by a newer version"
                  .formatted(record.kind()));
    }
  }

  private byte[] copy(int shard, LogRecord record) {
    int length = record.length();
    if (scratch[shard].length < length) {
      scratch[shard] = new byte[Math.max(length, 2 * scratch[shard].length)];
    }
    record.copyTo(scratch[shard]);
    return scratch[shard];
  }

  /** The sources of a tenant as they were recorded last. */
  List<SourceState> sources(String tenant) {
    return sources.getOrDefault(tenant, List.of());
  }

  /**
   * Ends the replay.
   *
   * @param lost takes the number of samples of each tenant that were dropped with the records that
   *     named their series
   * @return the heads by tenant
   */
  Map<String, Head> finish(Map<String, Long> lost) {
    inBlocks.keySet().forEach(this::of);
    Map<String, Head> made = new TreeMap<>();
    tenants.forEach((name, replayed) -> {
      long dropped = replayed.replay().finish();
      if (dropped > 0) {
        lost.put(name, dropped);
      }
      made.put(name, replayed.head());
    });
    return made;
  }
}
