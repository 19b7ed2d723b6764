package io.meridian.cli.bucket;

import io.meridian.blocks.BlockUpload;
import io.meridian.bucket.Bucket;
import io.meridian.cli.block.BlockArguments;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.store.StoreOption;
import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.ThanosMeta;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meridian tools bucket upload}. */
@Command(
    name = "upload",
    description = {
      "Put blocks into a bucket, their meta.json last; what is there already is not sent again.",
      "A block needs external labels: its own, or those of --label."
    },
    mixinStandardHelpOptions = true)
final class UploadCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "<folder>",
      description = "Folders of blocks, or of a block each.")
  private List<Path> folders = List.of();

  @Option(
      names = "--label",
      paramLabel = "<name>=<value>",
      description = "An external label for blocks that have none; repeatable.")
  private Map<String, String> labels = Map.of();

  @Option(names = "--verify", description = "Read files back whose digest the block's meta has.")
  private boolean verifies;

  @Mixin private StoreOption store = new StoreOption();

  UploadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Bucket bucket = store.open(console)) {
      BlockUpload upload = new BlockUpload(bucket, InstantSource.system(), verifies);
      for (Path folder : folders) {
        for (BlockFolder block : BlockArguments.at(folder)) {
          BlockMeta meta = labelled(block.meta());
          boolean sent = upload.upload(block, meta);
          console.err().println(meta.ulid() + (sent ? " uploaded" : " is there already"));
        }
      }
    }
    return ExitCode.OK.number();
  }

  private BlockMeta labelled(BlockMeta meta) {
    boolean hasLabels = meta.thanos().filter(thanos -> !thanos.labels().isEmpty()).isPresent();
    return hasLabels || labels.isEmpty()
        ? meta
        : meta.withThanos(
            ThanosMeta.of(Labels.of(labels), meta.resolution(), ThanosMeta.SOURCE_UPLOAD));
  }
}
