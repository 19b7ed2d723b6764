package io.meridian.cli.block;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Progress;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.TimeRange;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meridian tools block inspect}. */
@Command(
    name = "inspect",
    description = "Tell what a block is: its meta in words, files, chunks by encoding.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "1", paramLabel = "<folder>", description = "A block's folder.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private Path folder;

  @Mixin private BlockSource source = new BlockSource();
  @Mixin private Output output = new Output();

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Inspection inspection;
    try (BlockSource blockSource = source) {
      BlockEntry entry = blockSource.entryAt(folder, console);
      if (entry.damage().isPresent()) {
        throw new InvalidRequestException(
            entry.damage().get() + "; meridian tools block verify lists all damage");
      }
      try (OpenBlocks block = blockSource.openOneAt(folder, console)) {
        inspection = Inspection.of(entry, block.only(), countChunks(block.only()));
      }
    }
    try (ByteText out = console.text()) {
      if (output.isJson()) {
        inspection.printJson(out);
      } else {
        inspection.print(out);
      }
    }
    return ExitCode.OK.number();
  }

  private ChunkTotals countChunks(BlockReader reader) {
    ChunkTotals totals = new ChunkTotals();
    try (ChunkSeriesCursor series = reader.chunkSeries(List.of(), TimeRange.ALL);
        Progress progress =
            new Progress(console, "reading " + folder, reader.meta().stats().series())) {
      for (long done = 0; series.next(); progress.reached(++done)) {
        for (int i = 0; i < series.chunks(); i++) {
          totals.add(series.chunk(i));
        }
      }
    }
    return totals;
  }
}
