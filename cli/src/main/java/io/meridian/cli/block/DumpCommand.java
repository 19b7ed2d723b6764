package io.meridian.cli.block;

import io.meridian.cli.console.ByteText;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Progress;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

  DumpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<List<Matcher>> selectors = match.stream().map(Selector::parse).toList();
    try (OpenBlocks blocks = OpenBlocks.of(BlockArguments.at(folder));
        ByteText out = console.text()) {
      dump(blocks, selectors, out);
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

  private void dump(OpenBlocks blocks, List<List<Matcher>> selectors, ByteText out) {
    SampleText text = new SampleText(out);
    long done = 0;
    try (SeriesMerge series = new SeriesMerge(blocks.readers(), selectors, range());
        Progress progress = new Progress(console, "dumping " + folder, blocks.series())) {
      while (series.next()) {
        text.putSeries(
            series.labelBytes(), series.labelsFrom(), series.labelsTo(), series.samples());
        progress.reached(++done);
      }
    }
  }
}
