package io.meridian.tsdb.block;

import io.meridian.model.TimeRange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A block's meta.json: the file whose presence makes a folder a block. Version 1, the only one.
 *
 * @param ulid the block's name
 * @param minTime begin of its range, Unix milliseconds
 * @param maxTime end of its range, excluded
 * @param stats what it holds
 * @param compaction where it comes from
 * @param thanos what Thanos and we add; absent in a block of Prometheus alone
 * @param others fields that are not known here, kept when the meta is written again
 */
public record BlockMeta(
    Ulid ulid,
    long minTime,
    long maxTime,
    BlockStats stats,
    Compaction compaction,
    Optional<ThanosMeta> thanos,
    Map<String, RawJson> others) {
  /** The name of the file. */
  public static final String FILE = "meta.json";

  public BlockMeta {
    if (maxTime < minTime) {
      throw new IllegalArgumentException(
          "block range ends at " + maxTime + " before it begins at " + minTime);
    }
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /**
   * Reads a meta.json. Unknown fields at its top and in its section {@code thanos} are kept, others
   * are passed over.
   *
   * @param json its bytes
   * @param name what errors call it
   * @throws io.meridian.model.CorruptDataException if it is no JSON, lacks a field, has one of a
   *     wrong kind, or has a version other than 1; the message says line and column
   */
  public static BlockMeta read(byte[] json, String name) {
    return MetaReader.read(json, name);
  }

  /**
   * The file's bytes, to the letter as Prometheus (without a section {@code thanos}) or Thanos
   * would write them.
   */
  public byte[] write() {
    return MetaWriter.write(this);
  }

  /** The instants that samples may have. */
  public TimeRange range() {
    return new TimeRange(minTime, Math.max(minTime, maxTime - 1));
  }

  /** Milliseconds between the samples of a downsampled block; 0 for raw data. */
  public long resolution() {
    return thanos.map(ThanosMeta::resolution).orElse(0L);
  }

  /** The same with another section for Thanos and us. */
  public BlockMeta withThanos(ThanosMeta section) {
    return with(stats, Optional.of(section));
  }

  BlockMeta with(BlockStats newStats, Optional<ThanosMeta> newThanos) {
    return new BlockMeta(ulid, minTime, maxTime, newStats, compaction, newThanos, others);
  }
}
