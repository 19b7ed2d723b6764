package io.meridian.cli.block;

import io.meridian.cli.console.JsonWriter;
import io.meridian.cli.console.Table;
import io.meridian.cli.console.Words;
import io.meridian.model.Labels;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All that {@code inspect} tells of a block.
 *
 * @param entry the block with its files
 * @param meta its meta.json
 * @param tombstones how many intervals are deleted
 * @param chunks its chunks by encoding
 */
record Inspection(BlockEntry entry, BlockMeta meta, int tombstones, ChunkTotals chunks) {

  static Inspection of(BlockEntry entry, BlockReader reader, ChunkTotals chunks) {
    return new Inspection(entry, reader.meta(), reader.tombstones().size(), chunks);
  }

  void print(ByteText out) {
    Table facts = new Table().text("").text("");
    facts.row("block", meta.ulid());
    facts.row("folder", entry.place());
    facts.row(
        "range",
        Words.instant(meta.minTime())
            + " to "
            + Words.instant(meta.maxTime())
            + " UTC ("
            + Words.duration(meta.maxTime() - meta.minTime())
            + ")");
    facts.row("named at", Words.instant(meta.ulid().time()) + " UTC");
    addOrigin(facts);
    addContent(facts);
    facts.row("tombstones", tombstones == 0 ? "none" : Words.count(tombstones, "interval"));
    entry.marks().forEach(mark -> facts.row("mark", words(mark)));
    facts.row("sparse header", entry.sparseHeader());
    facts.row("size", Words.size(entry.size()) + " (" + entry.size() + " bytes)");
    facts.print(out);
    printFiles(out.put('\n'));
    printChunks(out.put('\n'));
  }

  private void addOrigin(Table facts) {
    Compaction compaction = meta.compaction();
    facts.row("level", compaction.level());
    if (!compaction.sources().equals(List.of(meta.ulid()))) {
      facts.row("sources", names(compaction.sources()));
    }
    if (!compaction.parents().isEmpty()) {
      facts.row(
          "parents", names(compaction.parents().stream().map(Compaction.Parent::ulid).toList()));
    }
    if (!compaction.hints().isEmpty()) {
      facts.row("hints", String.join(", ", compaction.hints()));
    }
    if (compaction.failed()) {
      facts.row("compaction", "failed before");
    }
    facts.row("resolution", BlockTable.resolution(meta));
    facts.row(
        "labels", BlockTable.words(meta.thanos().map(ThanosMeta::labels).orElse(Labels.EMPTY)));
    meta.thanos().map(ThanosMeta::source).ifPresent(source -> facts.row("source", source));
    meta.thanos()
        .flatMap(ThanosMeta::uploadTime)
        .ifPresent(time -> facts.row("uploaded at", Words.instant(time.toEpochMilli()) + " UTC"));
  }

  private static String names(List<Ulid> blocks) {
    return Words.count(blocks.size(), "block")
        + ": "
        + blocks.stream().map(Ulid::toString).collect(Collectors.joining(" "));
  }

  private void addContent(Table facts) {
    BlockStats stats = meta.stats();
    facts.row("series", stats.series());
    facts.row("chunks", stats.chunks());
    String kinds =
        stats.floatSamples() + stats.histogramSamples() == 0
            ? ""
            : " (" + stats.floatSamples() + " floats, " + stats.histogramSamples() + " histograms)";
    facts.row("samples", stats.samples() + kinds);
  }

  private static String words(BlockMark mark) {
    String time = mark.time() == 0 ? "" : " since " + Instant.ofEpochSecond(mark.time());
    return mark.name() + time + (mark.reason().isEmpty() ? "" : " (" + mark.reason() + ")");
  }

  private void printFiles(ByteText out) {
    Table table = new Table().text("FILE").number("BYTES").number("SIZE");
    entry.files().forEach(file -> table.row(file.path(), file.size(), Words.size(file.size())));
    table.print(out);
  }

  private void printChunks(ByteText out) {
    Table table =
        new Table()
            .text("ENCODING")
            .number("CHUNKS")
            .number("SAMPLES")
            .number("BYTES")
            .number("SAMPLES/CHUNK")
            .number("BYTES/CHUNK")
            .number("BYTES/SAMPLE");
    chunks
        .byEncoding()
        .forEach((encoding, totals) ->
            table.row(
                encoding.label(),
                totals.samples().count(),
                totals.samples().sum(),
                totals.bytes().sum(),
                decimal(totals.samples().mean()),
                decimal(totals.bytes().mean()),
                decimal(totals.bytes().mean() / totals.samples().mean())));
    table.print(out);
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  void printJson(ByteText out) {
    JsonWriter json = new JsonWriter(out).beginObject();
    BlockTable.putFields(entry, json);
    putUlids("sources", meta.compaction().sources(), json);
    putUlids(
        "parents",
        meta.compaction().parents().stream().map(Compaction.Parent::ulid).toList(),
        json);
    json.name("hints").beginArray();
    meta.compaction().hints().forEach(json::value);
    json.endArray();
    json.field("tombstoneIntervals", tombstones);
    json.field("sparseHeader", entry.sparseHeader());
    json.name("files").beginArray();
    for (BlockEntry.Content file : entry.files()) {
      json.beginObject().field("path", file.path().toString()).field("size", file.size());
      json.endObject();
    }
    json.endArray();
    putEncodings(json);
    json.endObject();
  }

  private static void putUlids(String name, List<Ulid> ulids, JsonWriter json) {
    json.name(name).beginArray();
    ulids.forEach(ulid -> json.value(ulid.toString()));
    json.endArray();
  }

  private void putEncodings(JsonWriter json) {
    json.name("encodings").beginArray();
    for (Map.Entry<ChunkEncoding, ChunkTotals.Totals> counted : chunks.byEncoding().entrySet()) {
      ChunkTotals.Totals totals = counted.getValue();
      json.beginObject().field("encoding", counted.getKey().label());
      json.field("chunks", totals.samples().count()).field("samples", totals.samples().sum());
      json.field("bytes", totals.bytes().sum()).endObject();
    }
    json.endArray();
  }
}
