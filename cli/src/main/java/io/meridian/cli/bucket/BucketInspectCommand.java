package io.meridian.cli.bucket;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.ListedObject;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Table;
import io.meridian.cli.console.Words;
import io.meridian.cli.store.StoreOption;
import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.CardinalityFile;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.index.Cardinality;
import io.meridian.tsdb.index.Cardinality.Count;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meridian tools bucket inspect}. */
@Command(
    name = "inspect",
    description = {
      "Tell what a bucket has of a block: its files, what its series have most of, and its meta"
          + " in JSON.",
      "What is in the block, tools block inspect tells, with the same flags."
    },
    mixinStandardHelpOptions = true)
final class BucketInspectCommand implements Callable<Integer> {
  private static final int LARGEST_META = 64 << 20;

  /** Entries of a list of cardinality. */
  private static final int SHOWN = 10;

  private final Console console;

  @Parameters(arity = "1", paramLabel = "<block>", description = "The block's name.")
  private String block = "";

  @Mixin private StoreOption store = new StoreOption();

  BucketInspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Ulid ulid = BlockName.parse(block);
    String place = ulid + "/";
    try (Bucket bucket = store.open(console);
        ByteText out = console.text()) {
      List<ListedObject> objects;
      try (Stream<ListedObject> listed = bucket.objects(place)) {
        objects = listed.toList();
      }
      if (objects.isEmpty()) {
        throw new InvalidRequestException(bucket.name() + " has no block " + ulid);
      }
      Table table = new Table().text("FILE").number("BYTES").text("WRITTEN (UTC)");
      objects.forEach(object ->
          table.row(
              object.name().substring(place.length()),
              object.size(),
              Words.instant(object.modified().toEpochMilli())));
      table.print(out);
      out.put('\n');
      if (has(objects, place + CardinalityFile.NAME)) {
        printCardinality(bucket, place + CardinalityFile.NAME, out);
      }
      if (has(objects, place + BlockMeta.FILE)) {
        byte[] json = bucket.getAll(place + BlockMeta.FILE, LARGEST_META);
        out.put(json, 0, json.length).put('\n');
      } else {
        out.put("There is no meta.json: an upload or a deletion is not finished.\n");
      }
    }
    return ExitCode.OK.number();
  }

  private static boolean has(List<ListedObject> objects, String name) {
    return objects.stream().anyMatch(object -> object.name().equals(name));
  }

  /** One that is damaged, or of a later version, keeps nobody from the rest. */
  private static void printCardinality(Bucket bucket, String object, ByteText out) {
    try {
      print(CardinalityFile.read(bucket.getAll(object, LARGEST_META), object), out);
    } catch (CorruptDataException e) {
      out.put("What its series have most of is not known: " + e.getMessage() + "\n\n");
    }
  }

  private static void print(Cardinality cardinality, ByteText out) {
    print("SERIES", "METRIC", cardinality.seriesByMetric(), out);
    print("VALUES", "LABEL", cardinality.valuesByName(), out);
    print("SERIES", "PAIR", cardinality.seriesByPair(), out);
  }

  private static void print(String number, String text, List<Count> counts, ByteText out) {
    Table table = new Table().number(number).text(text);
    counts.stream().limit(SHOWN).forEach(count -> table.row(count.count(), count.of()));
    table.print(out);
    out.put('\n');
  }
}
