package io.meridian.cli.bucket;

import io.meridian.blocks.BlockMark;
import io.meridian.blocks.BlockRemoval;
import io.meridian.bucket.Bucket;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.store.StoreOption;
import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Ulid;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meridian tools bucket mark}. */
@Command(
    name = "mark",
    description = {
      "Mark blocks for deletion, or against compaction or downsampling, or take a mark away.",
      "Compactors and gateways go by the marks; nothing is deleted here."
    },
    mixinStandardHelpOptions = true)
final class MarkCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "<block>", description = "Names of blocks.")
  private List<String> names = List.of();

  @Option(
      names = "--marker",
      required = true,
      paramLabel = "<mark>",
      description = "${COMPLETION-CANDIDATES}")
  @SuppressWarnings("NullAway.Init") // picocli's
  private Marker marker;

  @Option(
      names = "--details",
      paramLabel = "<text>",
      description = "Why, for whoever comes across the mark.")
  private String details = "";

  @Option(names = "--remove", description = "Take the mark away.")
  private boolean removes;

  @Mixin private StoreOption store = new StoreOption();

  /** The marks by the names that Thanos gives them on the command line. */
  enum Marker {
    DELETION(BlockMark.Kind.DELETION),
    NO_COMPACT(BlockMark.Kind.NO_COMPACT),
    NO_DOWNSAMPLE(BlockMark.Kind.NO_DOWNSAMPLE);

    private final BlockMark.Kind kind;

    Marker(BlockMark.Kind kind) {
      this.kind = kind;
    }

    /** The name of the mark's file. */
    @Override
    public String toString() {
      return kind.file();
    }
  }

  MarkCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Bucket bucket = store.open(console)) {
      BlockRemoval removal = new BlockRemoval(bucket);
      for (Ulid block : names.stream().map(BlockName::parse).toList()) {
        if (removes) {
          removal.unmark(block, marker.kind);
          console.err().println(block + " has no " + marker + " any more");
          continue;
        }
        if (!bucket.exists(block + "/" + BlockMeta.FILE)) {
          throw new InvalidRequestException(bucket.name() + " has no block " + block);
        }
        BlockMark mark = new BlockMark(marker.kind, block, Instant.now(), "", details);
        boolean isNew = removal.mark(mark);
        console.err().println(block + (isNew ? " marked: " : " has it already: ") + marker);
      }
    }
    return ExitCode.OK.number();
  }
}
