package io.meridian.blocks;

import io.meridian.model.Labels;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockFile;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept in memory of a block in a bucket: enough to choose, open and group it, in a few
 * hundred bytes. {@link BlockDiscovery#meta} has the rest.
 */
public final class KnownBlock implements Comparable<KnownBlock> {
  private final Ulid ulid;
  private final long minTime;
  private final long maxTime;
  private final int resolution;
  private final int level;
  private final Labels labels;
  private final String source;
  private final long uploaded;
  private final long series;
  private final long samples;
  private final int chunkMaxSize;

  /** High and low halves of its sources' names, in turn. */
  private final long[] sources;

  private final long indexSize;
  private final boolean hasHeader;
  private final long[] segmentSizes;

  /**
   * A block.
   *
   * @param labels shared with other blocks that have the same
   * @param files as the bucket lists them
   */
  KnownBlock(BlockMeta meta, Labels labels, BlockFiles files) {
    this.ulid = meta.ulid();
    this.minTime = meta.minTime();
    this.maxTime = meta.maxTime();
    this.resolution = (int) meta.resolution();
    this.level = meta.compaction().level();
    this.labels = labels;
    this.source = meta.thanos().map(ThanosMeta::source).orElse("").intern();
    this.uploaded = uploadTime(meta).toEpochMilli();
    this.series = meta.stats().series();
    this.samples = meta.stats().samples();
    this.chunkMaxSize =
        (int)
            Math.min(
                Integer.MAX_VALUE,
                meta.thanos().map(thanos -> thanos.indexStats().chunkMaxSize()).orElse(0L));
    List<Ulid> all = meta.compaction().sources();
    this.sources = new long[2 * all.size()];
    for (int i = 0; i < all.size(); i++) {
      sources[2 * i] = all.get(i).high();
      sources[2 * i + 1] = all.get(i).low();
    }
    this.indexSize = files.indexSize();
    this.hasHeader = files.hasHeader();
    this.segmentSizes = files.segmentSizes();
  }

  static Instant uploadTime(BlockMeta meta) {
    return meta.thanos()
        .flatMap(ThanosMeta::uploadTime)
        .orElse(Instant.ofEpochMilli(meta.ulid().time()));
  }

  public Ulid ulid() {
    return ulid;
  }

  /** Begin of its range, Unix milliseconds. */
  public long minTime() {
    return minTime;
  }

  /** End of its range, excluded. */
  public long maxTime() {
    return maxTime;
  }

  /** The instants that samples may have. */
  public TimeRange range() {
    return new TimeRange(minTime, Math.max(minTime, maxTime - 1));
  }

  /** Milliseconds between the samples of a downsampled block; 0 for raw data. */
  public long resolution() {
    return resolution;
  }

  /** How often its data was compacted. */
  public int level() {
    return level;
  }

  /** The external labels of all its series. */
  public Labels labels() {
    return labels;
  }

  /** The program that made it. */
  public String source() {
    return source;
  }

  /** When it was uploaded, or was named where its meta does not say. */
  public Instant uploaded() {
    return Instant.ofEpochMilli(uploaded);
  }

  public long series() {
    return series;
  }

  public long samples() {
    return samples;
  }

  /** The most bytes of a chunk; 0 if its meta does not say. */
  public int chunkMaxSize() {
    return chunkMaxSize;
  }

  /** The level 1 blocks whose data it holds, ascending. */
  public List<Ulid> sources() {
    List<Ulid> all = new ArrayList<>();
    for (int i = 0; i < sources.length; i += 2) {
      all.add(new Ulid(sources[i], sources[i + 1]));
    }
    return all;
  }

  int sourceCount() {
    return sources.length / 2;
  }

  /** Bytes of the index. */
  public long indexSize() {
    return indexSize;
  }

  /** Whether a sparse header of ours stands beside the index. */
  public boolean hasHeader() {
    return hasHeader;
  }

  /** How many chunk files there are. */
  public int segments() {
    return segmentSizes.length;
  }

  /** Bytes of a chunk file. */
  public long segmentSize(int segment) {
    return segmentSizes[segment];
  }

  /** Bytes of index and chunks. */
  public long size() {
    long size = indexSize;
    for (long each : segmentSizes) {
      size += each;
    }
    return size;
  }

  /** What is wrong with the files of a block, by what its meta says of them. */
  static Optional<String> damage(BlockMeta meta, BlockFiles files) {
    if (files.indexSize() < 0) {
      return Optional.of("there is no index");
    }
    for (BlockFile file : meta.thanos().map(ThanosMeta::files).orElse(List.of())) {
      long size = files.sizeOf(file.path());
      if (BlockFiles.isData(file.path()) && size != file.size()) {
        return Optional.of(
            size < 0
                ? file.path() + " is missing"
                : file.path() + " has " + size + " bytes, its meta says " + file.size());
      }
    }
    if (files.segmentSizes().length == 0 && meta.stats().chunks() > 0) {
      return Optional.of("there are no chunk files");
    }
    return Optional.empty();
  }

  @Override
  public int compareTo(KnownBlock other) {
    int order = Long.compare(minTime, other.minTime);
    return order != 0 ? order : ulid.compareTo(other.ulid);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KnownBlock block && ulid.equals(block.ulid);
  }

  @Override
  public int hashCode() {
    return ulid.hashCode();
  }

  @Override
  public String toString() {
    return ulid.toString();
  }
}
