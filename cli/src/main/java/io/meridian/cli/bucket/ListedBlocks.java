package io.meridian.cli.bucket;

import io.meridian.blocks.BlockDiscovery;
import io.meridian.blocks.BlockMark;
import io.meridian.blocks.BucketView;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.blocks.KnownBlock;
import io.meridian.bucket.Bucket;
import io.meridian.cli.console.JsonWriter;
import io.meridian.cli.console.Table;
import io.meridian.cli.console.Words;
import io.meridian.cli.store.ScratchFolder;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.Ulid;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The blocks of a bucket, as a table with a row for each or as JSON. */
final class ListedBlocks {
  /** Everything, also what somebody else may leave out. */
  private static final DiscoveryRules EVERYTHING =
      DiscoveryRules.ALL.withDeletionDelay(Duration.ofDays(365_000)).withDuplicates(true);

  private final BucketView view;

  private ListedBlocks(BucketView view) {
    this.view = view;
  }

  static ListedBlocks of(Bucket bucket) {
    try (ScratchFolder scratch = ScratchFolder.create()) {
      return new ListedBlocks(
          new BlockDiscovery(bucket, scratch.path(), EVERYTHING, InstantSource.system())
              .discover());
    }
  }

  BucketView view() {
    return view;
  }

  void print(ByteText out) {
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
            .number("SIZE")
            .text("SOURCE")
            .text("LABELS")
            .text("MARKS");
    for (KnownBlock block : view.blocks()) {
      table.row(
          block.ulid(),
          Words.instant(block.minTime()),
          Words.instant(block.maxTime()),
          Words.duration(block.maxTime() - block.minTime()),
          block.level(),
          block.resolution() == 0 ? "raw" : Words.duration(block.resolution()),
          block.series(),
          block.samples(),
          Words.size(block.size()),
          block.source().isEmpty() ? "-" : block.source(),
          block.labels().isEmpty() ? "-" : block.labels(),
          marks(block.ulid()));
    }
    if (!table.isEmpty()) {
      table.print(out);
    }
    printLeftOut(out);
  }

  private void printLeftOut(ByteText out) {
    if (view.leftOut().isEmpty()) {
      return;
    }
    Table table = new Table().text("NOT READABLE").text("REASON");
    new TreeMap<>(view.leftOut()).forEach((ulid, why) -> table.row(ulid, why.reason()));
    table.print(out.put('\n'));
  }

  private String marks(Ulid block) {
    List<BlockMark> marks =
        view.marks().stream().filter(mark -> mark.block().equals(block)).toList();
    return marks.stream()
        .map(mark -> mark.kind().file().replace("-mark.json", ""))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  void printJson(ByteText out) {
    JsonWriter json = new JsonWriter(out).beginObject().name("blocks").beginArray();
    for (KnownBlock block : view.blocks()) {
      json.beginObject().field("ulid", block.ulid().toString());
      json.field("minTime", block.minTime()).field("maxTime", block.maxTime());
      json.field("level", block.level()).field("resolutionMillis", block.resolution());
      json.field("series", block.series()).field("samples", block.samples());
      json.field("size", block.size()).field("source", block.source());
      json.field("uploaded", block.uploaded().toString());
      json.name("labels").beginObject();
      block.labels().toMap().forEach(json::field);
      json.endObject();
      json.field("marks", marks(block.ulid())).endObject();
    }
    json.endArray().name("notReadable").beginArray();
    new TreeMap<>(view.leftOut())
        .forEach((ulid, why) ->
            json.beginObject()
                .field("ulid", ulid.toString())
                .field("kind", why.getClass().getSimpleName())
                .field("reason", why.reason())
                .endObject());
    json.endArray().endObject();
  }
}
