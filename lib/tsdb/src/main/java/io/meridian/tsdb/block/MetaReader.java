package io.meridian.tsdb.block;

import io.meridian.model.Labels;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** meta.json to {@link BlockMeta}. */
final class MetaReader {
  /** What Go writes for a time that was never set. */
  static final Instant NO_TIME = Instant.parse("0001-01-01T00:00:00Z");

  private MetaReader() {}

  static BlockMeta read(byte[] json, String name) {
    MetaFields fields = MetaFields.of(name, JsonReader.read(json, name));
    long version = fields.requiredInteger("version");
    if (version != 1) {
      throw fields.invalid("version", "must be 1, was " + version);
    }
    Ulid ulid = fields.requiredUlid("ulid");
    long minTime = fields.requiredInteger("minTime");
    long maxTime = fields.requiredInteger("maxTime");
    if (maxTime < minTime) {
      throw fields.invalid(
          "maxTime", "must not lie before minTime " + minTime + ", was " + maxTime);
    }
    BlockStats stats = fields.object("stats").map(MetaReader::stats).orElse(BlockStats.EMPTY);
    Compaction compaction = compaction(fields.requiredObject("compaction"));
    Optional<ThanosMeta> thanos = fields.object("thanos").map(MetaReader::thanos);
    return new BlockMeta(ulid, minTime, maxTime, stats, compaction, thanos, fields.rest());
  }

  private static BlockStats stats(MetaFields fields) {
    return new BlockStats(
        fields.count("numSamples"),
        fields.count("numFloatSamples"),
        fields.count("numHistogramSamples"),
        fields.count("numSeries"),
        fields.count("numChunks"),
        fields.count("numTombstones"));
  }

  private static Compaction compaction(MetaFields fields) {
    long level = fields.requiredInteger("level");
    if (level != (int) level) {
      throw fields.invalid("level", "must fit 32 bits, was " + level);
    }
    return new Compaction(
        (int) level,
        fields.ulids("sources"),
        fields.flag("deletable"),
        fields.objects("parents", MetaReader::parent),
        fields.flag("failed"),
        fields.texts("hints"));
  }

  private static Compaction.Parent parent(MetaFields fields) {
    return new Compaction.Parent(
        fields.requiredUlid("ulid"),
        fields.requiredInteger("minTime"),
        fields.requiredInteger("maxTime"));
  }

  private static ThanosMeta thanos(MetaFields fields) {
    long version = fields.count("version");
    if (version > 1) {
      throw fields.invalid("version", "must be 0 or 1, was " + version);
    }
    return new ThanosMeta(
        (int) version,
        Labels.of(fields.requiredObject("labels").restAsTexts()),
        fields.object("downsample").map(downsample -> downsample.count("resolution")).orElse(0L),
        fields.text("source").orElse(""),
        fields.texts("segment_files"),
        fields.objects("files", MetaReader::file),
        fields.objects("rewrites", MetaReader::rewrite),
        fields
            .object("index_stats")
            .map(MetaReader::indexStats)
            .orElse(ThanosMeta.IndexStats.UNKNOWN),
        fields.raw("extensions"),
        uploadTime(fields),
        fields.rest());
  }

  private static BlockFile file(MetaFields fields) {
    return new BlockFile(
        fields.requiredText("rel_path"),
        fields.count("size_bytes"),
        fields
            .object("hash")
            .map(hash ->
                new BlockFile.Hash(hash.requiredText("hashFunc"), hash.requiredText("value"))));
  }

  private static ThanosMeta.Rewrite rewrite(MetaFields fields) {
    return new ThanosMeta.Rewrite(
        fields.ulids("sources"), fields.raw("deletions_applied"), fields.raw("relabels_applied"));
  }

  private static ThanosMeta.IndexStats indexStats(MetaFields fields) {
    return new ThanosMeta.IndexStats(
        fields.count("series_max_size"), fields.count("chunk_max_size"));
  }

  private static Optional<Instant> uploadTime(MetaFields fields) {
    Optional<String> text = fields.text("upload_time");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text.get()).toInstant())
          .filter(time -> !time.equals(NO_TIME));
    } catch (DateTimeException e) {
      throw fields.invalid(
          "upload_time", "must be a time as RFC 3339 has it, was \"" + text.get() + "\"");
    }
  }
}
