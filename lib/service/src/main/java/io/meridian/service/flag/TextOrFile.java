package io.meridian.service.flag;

import io.meridian.config.ConfigFile;
import io.meridian.config.InvalidValueException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A part of the configuration that stands where its flag is, or in a file: Thanos' {@code
 * --x.config} and {@code --x.config-file}.
 *
 * @param flag of the text, with its dashes, for whoever looks for a fault in it
 */
public record TextOrFile(String flag, Optional<String> text, Optional<Path> file) {

  /**
   * Refuses both at once; for the constructor of the record that has them.
   *
   * @param key of the text; the file's is the same with {@code _file} behind it
   */
  public static void check(String key, Optional<?> text, Optional<Path> file) {
    if (text.isPresent() && file.isPresent()) {
      throw new InvalidValueException(key, "stands beside " + key + "_file", "give one of them");
    }
  }

  /**
   * Reads it; empty if there is neither.
   *
   * @throws io.meridian.config.ConfigException if the file cannot be read
   */
  public Optional<ConfigFile> read() {
    return text.map(yaml -> ConfigFile.of(flag, yaml)).or(() -> file.map(ConfigFile::read));
  }
}
