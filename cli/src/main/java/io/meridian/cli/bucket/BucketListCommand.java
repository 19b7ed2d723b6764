package io.meridian.cli.bucket;

import io.meridian.bucket.Bucket;
import io.meridian.cli.block.Output;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.store.StoreOption;
import io.meridian.service.text.ByteText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code meridian tools bucket ls}. */
@Command(
    name = "ls",
    aliases = "list",
    description = {
      "List the blocks of a bucket by time, then those that cannot be read, with the reason.",
      "Reads each block's meta.json and the last bytes of its index."
    },
    mixinStandardHelpOptions = true)
final class BucketListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private StoreOption store = new StoreOption();
  @Mixin private Output output = new Output();

  BucketListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Bucket bucket = store.open(console);
        ByteText out = console.text()) {
      ListedBlocks blocks = ListedBlocks.of(bucket);
      if (output.isJson()) {
        blocks.printJson(out);
      } else {
        blocks.print(out);
      }
    }
    return ExitCode.OK.number();
  }
}
