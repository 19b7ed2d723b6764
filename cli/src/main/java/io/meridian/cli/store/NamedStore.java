package io.meridian.cli.store;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.cli.console.Console;
import io.meridian.config.Bound;
import io.meridian.config.ConfigFile;
import io.meridian.model.InvalidRequestException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A bucket as two flags name it, of which one is given.
 *
 * @param flag the one for the configuration itself; that for a file ends in {@code -file}
 */
record NamedStore(String flag, @Nullable String content, @Nullable Path file) {

  /**
   * Opens the bucket, and says what of its configuration has no effect.
   *
   * @throws InvalidRequestException if not exactly one flag was given
   */
  Bucket open(Console console) {
    Bound<ObjectStoreConfig> config = ObjectStoreConfig.read(source());
    config.warnings().forEach(warning -> console.err().println("meridian: " + warning));
    return config.value().open();
  }

  private ConfigFile source() {
    if (content != null && file != null) {
      throw new InvalidRequestException(
          "%s and %s-file exclude each other; give one".formatted(flag, flag));
    }
    if (file != null) {
      return ConfigFile.read(file);
    }
    if (content != null) {
      return ConfigFile.of(flag, content);
    }
    throw new InvalidRequestException(
        "no bucket is named; give %s or %s-file".formatted(flag, flag));
  }
}
