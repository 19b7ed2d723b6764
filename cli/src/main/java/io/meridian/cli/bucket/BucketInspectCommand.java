package io.meridian.cli.bucket;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.ListedObject;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Table;
import io.meridian.cli.console.Words;
import io.meridian.cli.store.StoreOption;
import io.meridian.model.InvalidRequestException;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
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
      "Tell what a bucket has of a block: its files, and its meta in JSON.",
      "What is in the block, tools block inspect tells, with the same flags."
    },
    mixinStandardHelpOptions = true)
final class BucketInspectCommand implements Callable<Integer> {
  private static final int LARGEST_META = 64 << 20;

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
      if (objects.stream().anyMatch(object -> object.name().equals(place + BlockMeta.FILE))) {
        byte[] json = bucket.getAll(place + BlockMeta.FILE, LARGEST_META);
        out.put(json, 0, json.length).put('\n');
      } else {
        out.put("There is no meta.json: an upload or a deletion is not finished.\n");
      }
    }
    return ExitCode.OK.number();
  }
}
