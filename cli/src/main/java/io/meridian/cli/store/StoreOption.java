package io.meridian.cli.store;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.cli.console.Console;
import io.meridian.config.Bound;
import io.meridian.config.ConfigFile;
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
    Bound<ObjectStoreConfig> config = read();
    config.warnings().forEach(warning -> console.err().println("meridian: " + warning));
    return config.value().open();
  }

  private Bound<ObjectStoreConfig> read() {
    if (content != null && file != null) {
      throw new InvalidRequestException(
          "--objstore.config and --objstore.config-file exclude each other; give one");
    }
    if (file != null) {
      return ObjectStoreConfig.read(ConfigFile.read(file));
    }
    if (content != null) {
      return ObjectStoreConfig.read(ConfigFile.of("--objstore.config", content));
    }
    throw new InvalidRequestException(
        "no bucket is named; give --objstore.config or --objstore.config-file");
  }
}
