package io.meridian.cli.bucket;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.ObjectStream;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.ExitCode;
import io.meridian.cli.store.StoreOption;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code meridian tools bucket cat}. */
@Command(
    name = "cat",
    description = "Write an object's bytes as they are.",
    mixinStandardHelpOptions = true)
final class CatCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      arity = "1",
      paramLabel = "<object>",
      description = "The object's name, such as 01HZ4Y8Q3V0000000000000000/meta.json.")
  private String object = "";

  @Mixin private StoreOption store = new StoreOption();

  CatCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (Bucket bucket = store.open(console);
        ObjectStream stream = bucket.get(object)) {
      stream.transferTo(console.out());
      console.out().flush();
    }
    return ExitCode.OK.number();
  }
}
