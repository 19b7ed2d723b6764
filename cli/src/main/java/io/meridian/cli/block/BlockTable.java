package io.meridian.cli.block;

import io.meridian.cli.console.JsonWriter;
import io.meridian.cli.console.Table;
import io.meridian.cli.console.Words;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.ThanosMeta;
import java.util.List;
import java.util.stream.Collectors;

/** A list of blocks, as a table with a row for each or as JSON. */
final class BlockTable {
  private BlockTable() {}

  static void print(List<BlockEntry> blocks, ByteText out) {
    Table table =
        new Table()
            .text("BLOCK")
            .text("MIN TIME (UTC)")
            .text("MAX TIME (UTC)")
            .number("DURATION")
            .number("LEVEL")
            .number("RESOLUTION")
            .number("SERIES")
            .number("SAMPLES")
            .number("CHUNKS")
            .number("SIZE")
            .text("SOURCE")
            .text("LABELS")
            .text("MARKS");
    blocks.forEach(block -> addRow(block, table));
    table.print(out);
  }

  private static void addRow(BlockEntry block, Table table) {
    String marks = block.marks().stream().map(BlockMark::name).collect(Collectors.joining(" "));
    String size = Words.size(block.size());
    if (block.meta().isEmpty()) {
      String none = "-";
      table.row(
          block.name(),
          none,
          none,
          none,
          none,
          none,
          none,
          none,
          none,
          size,
          none,
          none,
          (marks + " damaged").strip());
      return;
    }
    BlockMeta meta = block.meta().get();
    BlockStats stats = meta.stats();
    table.row(
        block.name(),
        Words.instant(meta.minTime()),
        Words.instant(meta.maxTime()),
        Words.duration(meta.maxTime() - meta.minTime()),
        meta.compaction().level(),
        resolution(meta),
        stats.series(),
        stats.samples(),
        stats.chunks(),
        size,
        meta.thanos().map(ThanosMeta::source).filter(source -> !source.isEmpty()).orElse("-"),
        meta.thanos().map(ThanosMeta::labels).map(BlockTable::words).orElse("-"),
        block.damage().isPresent() ? (marks + " damaged").strip() : marks);
  }

  /** The resolution of a block: {@code raw} or a duration. */
  static String resolution(BlockMeta meta) {
    return meta.resolution() == 0 ? "raw" : Words.duration(meta.resolution());
  }

  /** Labels as Prometheus shows them; {@code -} if there are none. */
  static String words(Labels labels) {
    return labels.isEmpty() ? "-" : labels.toString();
  }

  static void printJson(List<BlockEntry> blocks, ByteText out) {
    JsonWriter json = new JsonWriter(out).beginArray();
    for (BlockEntry block : blocks) {
      json.beginObject();
      putFields(block, json);
      json.endObject();
    }
    json.endArray();
  }

  /** Writes what is known of a block as fields of an object. */
  static void putFields(BlockEntry block, JsonWriter json) {
    json.field("ulid", block.name());
    json.field("path", block.place());
    block.damage().ifPresent(damage -> json.field("damage", damage));
    block.meta().ifPresent(meta -> putMeta(meta, json));
    json.field("size", block.size());
    json.name("marks").beginArray();
    for (BlockMark mark : block.marks()) {
      json.beginObject().field("mark", mark.name()).field("time", mark.time());
      json.field("reason", mark.reason()).endObject();
    }
    json.endArray();
  }

  private static void putMeta(BlockMeta meta, JsonWriter json) {
    BlockStats stats = meta.stats();
    json.field("minTime", meta.minTime());
    json.field("maxTime", meta.maxTime());
    json.field("from", Words.instant(meta.minTime()));
    json.field("to", Words.instant(meta.maxTime()));
    json.field("durationMillis", meta.maxTime() - meta.minTime());
    json.field("level", meta.compaction().level());
    json.field("resolutionMillis", meta.resolution());
    json.field("series", stats.series());
    json.field("samples", stats.samples());
    json.field("floatSamples", stats.floatSamples());
    json.field("histogramSamples", stats.histogramSamples());
    json.field("chunks", stats.chunks());
    json.field("tombstones", stats.tombstones());
    json.field("source", meta.thanos().map(ThanosMeta::source).orElse(""));
    json.name("labels").beginObject();
    for (LabelCursor label = meta.thanos().map(ThanosMeta::labels).orElse(Labels.EMPTY).cursor();
        label.next(); ) {
      json.field(label.name(), label.value());
    }
    json.endObject();
  }
}
