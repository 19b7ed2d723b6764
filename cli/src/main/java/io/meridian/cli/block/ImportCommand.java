package io.meridian.cli.block;

import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.console.Progress;
import io.meridian.cli.console.Words;
import io.meridian.cli.openmetrics.Duplicates;
import io.meridian.cli.openmetrics.OpenMetricsImport;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.service.text.ByteText;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meridian tools block import}. */
@Command(
    name = "import",
    description = {
      "Make blocks of an OpenMetrics text file, whose samples have timestamps in seconds.",
      "Samples may come in any order; either all blocks are made or none."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final long SHORTEST_BLOCK = 7_200_000;
  private static final int LONGER = 3;
  private static final int DURATIONS = 10;
  private static final long MOST_MEMORY = 256L << 20;

  private final Console console;

  @Parameters(arity = "1", paramLabel = "<file>", description = "The OpenMetrics file.")
  @SuppressWarnings("NullAway.Init") // picocli's
  private Path file;

  @Option(
      names = "--output-dir",
      paramLabel = "<folder>",
      description = "Where blocks are made (default: data).")
  private Path outputDir = Path.of("data");

  @Option(
      names = "--block-duration",
      paramLabel = "<duration>",
      description =
          "Longest range of a block, such as 2h (default) or 1d: the longest of 2h, 6h, 18h, 54h …"
              + " within it is taken.")
  private String blockDuration = "2h";

  @Option(
      names = "--label",
      paramLabel = "<name=value>",
      description = "An external label of the blocks, for Thanos; repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--duplicates",
      paramLabel = "<choice>",
      description =
          "Where a series has two values at one time: refuse the file (default), or take the first"
              + " or last of the file. The same value twice is always merged.")
  private Duplicates duplicates = Duplicates.REFUSE;

  @Option(
      names = "--chunks",
      paramLabel = "<encodings>",
      description =
          "Encodings of chunks: compatible, which every reader of blocks knows (default), or"
              + " start_times, those of Prometheus' feature of that name.")
  private ChunkFormat format = ChunkFormat.COMPATIBLE;

  @Mixin private Output output = new Output();

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    OpenMetricsImport.Options options =
        new OpenMetricsImport.Options(
            alignedDuration(),
            Labels.of(labels),
            duplicates,
            format,
            Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / 4));
    UlidSource names = new UlidSource(InstantSource.system(), new SecureRandom());
    OpenMetricsImport.Result result;
    try (InputStream in = open();
        Progress reading = new Progress(console, "reading " + file, Files.size(file));
        Progress writing = new Progress(console, "writing " + outputDir, 0)) {
      result =
          new OpenMetricsImport(outputDir, names, options)
              .run(in, file.toString(), reading::reached, writing::reached);
    }
    say(result);
    return ExitCode.OK.number();
  }

  private InputStream open() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidRequestException(file + ": there is no such file");
    }
    return Files.newInputStream(file);
  }

  private long alignedDuration() {
    long longest = GoDuration.millis(blockDuration, "--block-duration");
    if (longest < SHORTEST_BLOCK) {
      throw new InvalidRequestException(
          "--block-duration "
              + blockDuration
              + " is shorter than 2h, the shortest range of blocks");
    }
    long duration = SHORTEST_BLOCK;
    for (int i = 1; i < DURATIONS && duration * LONGER <= longest; i++) {
      duration *= LONGER;
    }
    return duration;
  }

  private void say(OpenMetricsImport.Result result) {
    List<BlockEntry> blocks =
        result.blocks().stream().map(path -> BlockEntry.of(new BlockFolder(path))).toList();
    try (ByteText out = console.text()) {
      if (output.isJson()) {
        BlockTable.printJson(blocks, out);
      } else {
        BlockTable.print(blocks, out);
      }
    }
    note(result.exemplars(), "exemplar", " dropped: blocks do not hold them");
    note(result.repeated(), "sample", " merged: there more than once with the same value");
    note(result.conflicting(), "sample", " left out: there with another value");
  }

  private void note(long count, String noun, String what) {
    if (count > 0) {
      console.err().println("meridian: " + Words.count(count, noun) + what);
    }
  }
}
