package io.meridian.cli.block;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Progress;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meridian tools block dump}. */
@Command(
    name = "dump",
    description = "Print every sample, as promtool tsdb dump does or as JSON lines.",
    mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "1",
      paramLabel = "<folder>",
      description = "A block's folder, or a folder of blocks, whose series are merged.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private Path folder;

  @Option(
      names = "--min-time",
      paramLabel = "<ms>",
      description = "First instant to print, Unix milliseconds.")
  private long minTime = Long.MIN_VALUE;

  @Option(
      names = "--max-time",
      paramLabel = "<ms>",
      description = "Last instant to print, Unix milliseconds.")
  private long maxTime = Long.MAX_VALUE;

  @Option(
      names = "--match",
      paramLabel = "<selector>",
      description = "Print series that match, such as '{job=\"api\"}'; repeatable.")
  private List<String> match = List.of();

  @Option(
      names = "--output",
      paramLabel = "<form>",
      description =
          "text: a line a sample, as promtool has it (default). jsonl: a line a series of one"
              + " block, with its chunks and every bit of its samples.")
  private Form form = Form.TEXT;

  @Option(
      names = "--raw",
      description = "With text: print deleted samples, too, as chunks still hold them.")
  private boolean isRaw;

  @Option(
      names = "--visible",
      description = "With jsonl: print the samples that are not deleted, without chunks.")
  private boolean isVisible;

  @Mixin private BlockSource source = new BlockSource();

  /** How samples are printed. */
  enum Form {
    TEXT,
    JSONL
  }

  DumpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Selection selection = new Selection(match.stream().map(Selector::parse).toList(), range());
    try (BlockSource blockSource = source;
        OpenBlocks blocks =
            switch (form) {
              case TEXT -> blockSource.openAt(folder, console);
              case JSONL -> blockSource.openOneAt(folder, console);
            };
        ByteText out = console.text();
        Progress progress = new Progress(console, "dumping " + folder, blocks.series())) {
      switch (form) {
        case TEXT -> putText(blocks, selection, out, progress);
        case JSONL -> putJson(blocks.only(), selection, out, progress);
      }
    }
    return ExitCode.OK.number();
  }

  private TimeRange range() {
    if (minTime > maxTime) {
      throw new InvalidRequestException(
          "--min-time " + minTime + " is later than --max-time " + maxTime);
    }
    return new TimeRange(minTime, maxTime);
  }

  private void putText(OpenBlocks blocks, Selection selection, ByteText out, Progress progress) {
    SampleText text = new SampleText(out);
    List<SampleSeries> sources = new ArrayList<>();
    for (BlockReader block : blocks.readers()) {
      sources.add(isRaw ? new StoredSeries(block, selection) : new VisibleSeries(block, selection));
    }
    try (SeriesMerge series = new SeriesMerge(sources, selection)) {
      for (long done = 0; series.next(); progress.reached(++done)) {
        text.putSeries(
            series.labelBytes(), series.labelsFrom(), series.labelsTo(), series.samples());
      }
    }
  }

  private void putJson(BlockReader block, Selection selection, ByteText out, Progress progress) {
    if (isVisible) {
      putVisible(block, selection, out, progress);
    } else {
      putChunks(block, selection, out, progress);
    }
  }

  private static void putVisible(
      BlockReader block, Selection selection, ByteText out, Progress progress) {
    LabelSetText labels = new LabelSetText();
    SampleJson json = new SampleJson(out);
    List<SampleSeries> source = List.of(new VisibleSeries(block, selection));
    try (SeriesMerge series = new SeriesMerge(source, selection)) {
      for (long done = 0; series.next(); progress.reached(++done)) {
        SampleBuffer samples = series.samples().get(0);
        if (samples.size() > 0) {
          out.put("{\"labels\":");
          labels.putJson(out, series.labelBytes(), series.labelsFrom(), series.labelsTo());
          out.put(",\"samples\":");
          json.putAll(samples);
          out.put("}\n");
        }
      }
    }
  }

  private static void putChunks(
      BlockReader block, Selection selection, ByteText out, Progress progress) {
    ChunkJson json = new ChunkJson(out);
    try (ChunkSeriesCursor series = block.chunkSeries(selection.pushed(), selection.range())) {
      for (long done = 0; series.next(); progress.reached(++done)) {
        if (selection.holds(series.labelBytes(), series.labelsFrom(), series.labelsTo())) {
          json.putSeries(series);
        }
      }
    }
  }
}
