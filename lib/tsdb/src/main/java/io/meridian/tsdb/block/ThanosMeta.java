package io.meridian.tsdb.block;

import io.meridian.model.Labels;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What meta.json says for Thanos and for us, in its section {@code thanos}.
 *
 * @param version 1, or 0 where the writer left it out, which means the same
 * @param labels the external labels of every series in the block
 * @param resolution milliseconds between the samples of a downsampled block; 0 for raw data
 * @param source the program that made the block, such as {@value #SOURCE_RECEIVE}
 * @param segmentFiles names of the chunk files (older readers ask for it; {@code files} says more)
 * @param files every file of the block by path
 * @param rewrites how the block was edited
 * @param indexStats sizes of the largest entries
 * @param extensions anything that a user of the format added
 * @param uploadTime when the block was uploaded
 * @param others fields that are not known here, kept when the meta is written again
 */
public record ThanosMeta(
    int version,
    Labels labels,
    long resolution,
    String source,
    List<String> segmentFiles,
    List<BlockFile> files,
    List<Rewrite> rewrites,
    IndexStats indexStats,
    Optional<RawJson> extensions,
    Optional<Instant> uploadTime,
    Map<String, RawJson> others) {
  /** Source of blocks cut by a receiver. */
  public static final String SOURCE_RECEIVE = "receive";

  /** Source of blocks cut by a ruler. */
  public static final String SOURCE_RULER = "ruler";

  /** Source of blocks made by a compactor. */
  public static final String SOURCE_COMPACTOR = "compactor";

  /** Source of blocks that a person uploaded. */
  public static final String SOURCE_UPLOAD = "bucket.upload";

  public ThanosMeta {
    segmentFiles = List.copyOf(segmentFiles);
    files = List.copyOf(files);
    rewrites = List.copyOf(rewrites);
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
  }

  /** A section that says no more than where a block comes from. */
  public static ThanosMeta of(Labels labels, long resolution, String source) {
    return new ThanosMeta(
        1,
        labels,
        resolution,
        source,
        List.of(),
        List.of(),
        List.of(),
        IndexStats.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** The same with other lists of files. */
  public ThanosMeta withFiles(List<String> newSegmentFiles, List<BlockFile> newFiles) {
    return withFiles(newSegmentFiles, newFiles, indexStats);
  }

  /** The same with the lists and sizes of a block that was written. */
  ThanosMeta withFiles(
      List<String> newSegmentFiles, List<BlockFile> newFiles, IndexStats newIndexStats) {
    return new ThanosMeta(
        version,
        labels,
        resolution,
        source,
        newSegmentFiles,
        newFiles,
        rewrites,
        newIndexStats,
        extensions,
        uploadTime,
        others);
  }

  /** What the block made of this one says that a compactor has downsampled, not yet uploaded. */
  public ThanosMeta downsampled(long newResolution) {
    return new ThanosMeta(
        1,
        labels,
        newResolution,
        SOURCE_COMPACTOR,
        List.of(),
        List.of(),
        rewrites,
        IndexStats.UNKNOWN,
        extensions,
        Optional.empty(),
        others);
  }

  /** The same with the time of upload. */
  public ThanosMeta withUploadTime(Instant time) {
    return new ThanosMeta(
        version,
        labels,
        resolution,
        source,
        segmentFiles,
        files,
        rewrites,
        indexStats,
        extensions,
        Optional.of(time),
        others);
  }

  /**
   * Sizes by which a reader chooses how much to fetch at once.
   *
   * @param seriesMaxSize the most bytes of a series entry in the index; 0 if not known
   * @param chunkMaxSize the most bytes of a chunk in a chunk file; 0 if not known
   */
  public record IndexStats(long seriesMaxSize, long chunkMaxSize) {
    /** Nothing is known. */
    public static final IndexStats UNKNOWN = new IndexStats(0, 0);
  }

  /**
   * An edit of the block's data.
   *
   * @param sources the blocks before the edit
   * @param deletionsApplied what was deleted, in Thanos' own form
   * @param relabelsApplied how labels were changed, in Thanos' own form
   */
  public record Rewrite(
      List<Ulid> sources, Optional<RawJson> deletionsApplied, Optional<RawJson> relabelsApplied) {
    public Rewrite {
      sources = List.copyOf(sources);
    }
  }
}
