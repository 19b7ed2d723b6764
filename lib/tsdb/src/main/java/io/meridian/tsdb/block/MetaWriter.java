package io.meridian.tsdb.block;

import io.meridian.model.LabelCursor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@link BlockMeta} to meta.json. Order of fields and which of them are left out when empty is as
 * Prometheus' and Thanos' own types have it; Thanos ends the file with a line break, Prometheus
 * does not.
 */
final class MetaWriter {
  private MetaWriter() {}

  static byte[] write(BlockMeta meta) {
    Json.Fields fields =
        new Json.Fields()
            .put("ulid", meta.ulid().toString())
            .put("minTime", meta.minTime())
            .put("maxTime", meta.maxTime())
            .put("stats", stats(meta.stats()))
            .put("compaction", compaction(meta.compaction()))
            .put("version", 1);
    meta.thanos().ifPresent(thanos -> fields.put("thanos", thanos(thanos)));
    putOthers(fields, meta.others());
    String end = meta.thanos().isPresent() ? "\n" : "";
    return (JsonText.indented(fields) + end).getBytes(StandardCharsets.UTF_8);
  }

  private static Json stats(BlockStats stats) {
    return new Json.Fields()
        .putUnlessZero("numSamples", stats.samples())
        .putUnlessZero("numFloatSamples", stats.floatSamples())
        .putUnlessZero("numHistogramSamples", stats.histogramSamples())
        .putUnlessZero("numSeries", stats.series())
        .putUnlessZero("numChunks", stats.chunks())
        .putUnlessZero("numTombstones", stats.tombstones());
  }

  private static Json compaction(Compaction compaction) {
    return new Json.Fields()
        .put("level", compaction.level())
        .putUnlessEmpty("sources", ulids(compaction.sources()))
        .putIfTrue("deletable", compaction.deletable())
        .putUnlessEmpty("parents", compaction.parents().stream().map(MetaWriter::parent).toList())
        .putIfTrue("failed", compaction.failed())
        .putUnlessEmpty("hints", texts(compaction.hints()));
  }

  private static Json parent(Compaction.Parent parent) {
    return new Json.Fields()
        .put("ulid", parent.ulid().toString())
        .put("minTime", parent.minTime())
        .put("maxTime", parent.maxTime());
  }

  private static Json thanos(ThanosMeta thanos) {
    Json.Fields labels = new Json.Fields();
    for (LabelCursor label = thanos.labels().cursor(); label.next(); ) {
      labels.put(label.name(), label.value());
    }
    Json.Fields fields =
        new Json.Fields()
            .putUnlessZero("version", thanos.version())
            .put("labels", labels)
            .put("downsample", new Json.Fields().put("resolution", thanos.resolution()))
            .put("source", thanos.source())
            .putUnlessEmpty("segment_files", texts(thanos.segmentFiles()))
            .putUnlessEmpty("files", thanos.files().stream().map(MetaWriter::file).toList())
            .putUnlessEmpty(
                "rewrites", thanos.rewrites().stream().map(MetaWriter::rewrite).toList())
            .put("index_stats", indexStats(thanos.indexStats()));
    thanos.extensions().ifPresent(raw -> fields.put("extensions", tree(raw)));
    fields.put("upload_time", time(thanos.uploadTime().orElse(MetaReader.NO_TIME)));
    putOthers(fields, thanos.others());
    return fields;
  }

  private static Json file(BlockFile file) {
    Json.Fields fields =
        new Json.Fields().put("rel_path", file.path()).putUnlessZero("size_bytes", file.size());
    file.hash()
        .ifPresent(hash ->
            fields.put(
                "hash",
                new Json.Fields().put("hashFunc", hash.function()).put("value", hash.value())));
    return fields;
  }

  private static Json rewrite(ThanosMeta.Rewrite rewrite) {
    Json.Fields fields = new Json.Fields().putUnlessEmpty("sources", ulids(rewrite.sources()));
    rewrite.deletionsApplied().ifPresent(raw -> fields.put("deletions_applied", tree(raw)));
    rewrite.relabelsApplied().ifPresent(raw -> fields.put("relabels_applied", tree(raw)));
    return fields;
  }

  private static Json indexStats(ThanosMeta.IndexStats stats) {
    return new Json.Fields()
        .putUnlessZero("series_max_size", stats.seriesMaxSize())
        .putUnlessZero("chunk_max_size", stats.chunkMaxSize());
  }

  private static List<Json> ulids(List<Ulid> ulids) {
    return texts(ulids.stream().map(Ulid::toString).toList());
  }

  private static List<Json> texts(List<String> texts) {
    return texts.stream().map(text -> (Json) new Json.Text(Json.Place.NONE, text)).toList();
  }

  private static void putOthers(Json.Fields fields, Map<String, RawJson> others) {
    others.forEach((name, raw) -> fields.put(name, tree(raw)));
  }

  private static Json tree(RawJson raw) {
    return JsonReader.read(raw.text().getBytes(StandardCharsets.UTF_8), "kept JSON value");
  }

  /** RFC 3339 with as many digits of a second's fraction as it needs. */
  private static String time(Instant time) {
    String text = time.toString();
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length() - 1;
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, end) + "Z";
  }
}
