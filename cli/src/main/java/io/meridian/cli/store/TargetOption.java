package io.meridian.cli.store;

import io.meridian.bucket.Bucket;
import io.meridian.cli.console.Console;
import io.meridian.model.InvalidRequestException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The bucket that a command writes to beside the one it reads. */
public final class TargetOption {
  @Option(
      names = "--objstore-to.config",
      paramLabel = "<yaml>",
      description = "Object storage to write to, as Thanos' objstore.config.")
  private @Nullable String content;

  @Option(
      names = "--objstore-to.config-file",
      paramLabel = "<file>",
      description = "The same in a file.")
  private @Nullable Path file;

  /**
   * Opens the bucket, and says what of its configuration has no effect.
   *
   * @throws InvalidRequestException if not exactly one was named
   */
  public Bucket open(Console console) {
    return new NamedStore("--objstore-to.config", content, file).open(console);
  }
}
