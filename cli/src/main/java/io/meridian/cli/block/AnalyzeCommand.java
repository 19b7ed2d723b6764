package io.meridian.cli.block;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Progress;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.TimeRange;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.SeriesEntry;
import io.meridian.tsdb.index.SeriesRefs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meridian tools block analyze}. */
@Command(
    name = "analyze",
    description =
        "Tell where a block's series and labels come from, as promtool tsdb analyze does.",
    mixinStandardHelpOptions = true)
final class AnalyzeCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "1", paramLabel = "<folder>", description = "A block's folder.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private Path folder;

  @Option(
      names = "--limit",
      paramLabel = "<n>",
      description = "How many items each list has (default: 20).")
  private int limit = 20;

  @Option(
      names = "--extended",
      description = "Read the chunks, too, and tell how full and how large they are.")
  private boolean isExtended;

  @Mixin private BlockSource source = new BlockSource();
  @Mixin private Output output = new Output();

  AnalyzeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new InvalidRequestException("--limit must be at least 1, was " + limit);
    }
    Analysis analysis;
    try (BlockSource blockSource = source;
        OpenBlocks blocks = blockSource.openOneAt(folder, console)) {
      BlockReader block = blocks.only();
      PairTotals totals = addUp(block);
      Optional<ChunkTotals> chunks =
          isExtended ? Optional.of(countChunks(block, totals.series())) : Optional.empty();
      analysis = Analysis.of(block.meta(), block.index(), totals, chunks, limit);
    }
    try (ByteText out = console.text()) {
      if (output.isJson()) {
        analysis.printJson(out);
      } else {
        analysis.print(out);
      }
    }
    return ExitCode.OK.number();
  }

  private PairTotals addUp(BlockReader block) {
    IndexReader index = block.index();
    BlockMeta meta = block.meta();
    SeriesRefs refs = index.allRefs();
    SeriesEntry entry = new SeriesEntry();
    PairTotals totals = new PairTotals();
    try (Progress progress = new Progress(console, "reading the index", refs.size())) {
      for (int i = 0; i < refs.size(); i++) {
        index.load(refs.get(i), entry);
        entry.readChunks(Long.MIN_VALUE, Long.MAX_VALUE);
        totals.add(entry, meta.maxTime() - meta.minTime());
        progress.reached(i);
      }
    }
    return totals;
  }

  private ChunkTotals countChunks(BlockReader block, long total) {
    ChunkTotals totals = new ChunkTotals();
    try (ChunkSeriesCursor series = block.chunkSeries(List.of(), TimeRange.ALL);
        Progress progress = new Progress(console, "reading chunks", total)) {
      for (long done = 0; series.next(); progress.reached(++done)) {
        for (int i = 0; i < series.chunks(); i++) {
          totals.add(series.chunk(i));
        }
      }
    }
    return totals;
  }
}
