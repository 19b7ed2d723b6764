package io.meridian.cli.store;

import io.meridian.bucket.Bucket;
import io.meridian.cli.console.Console;
import io.meridian.model.InvalidRequestException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which bucket a command works on. */
public final class StoreOption {
  @Option(
      names = "--objstore.config",
      paramLabel = "<yaml>",
      description = "Object storage, as Thanos' objstore.config: type, config, prefix.")
  private @Nullable String content;

  @Option(
      names = "--objstore.config-file",
      paramLabel = "<file>",
      description = "The same in a file.")
  private @Nullable Path file;

  /** Whether a bucket was named. */
  public boolean isGiven() {
    return content != null || file != null;
  }

  /**
   * Opens the bucket, and says what of its configuration has no effect.
   *
   * @throws InvalidRequestException if none was named, or two
   */
  public Bucket open(Console console) {
    return new NamedStore("--objstore.config", content, file).open(console);
  }
}
