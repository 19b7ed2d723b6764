package io.meridian.bucket.config;

import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.Section;
import java.util.Arrays;

/** The outermost keys. */
record StoreYaml(Type type, Section config, @Default("") String prefix) {
  /** The stores that there are. */
  enum Type {
    S3,
    FILESYSTEM
  }

  StoreYaml {
    if (Arrays.stream(prefix.split("/")).anyMatch(part -> part.equals("..") || part.equals("."))) {
      throw new InvalidValueException(
          "prefix", "has a part \"..\" or \".\"", "write the names of folders");
    }
  }

  /** The prefix without slashes at its ends and doubled ones. */
  String trimmedPrefix() {
    return String.join(
        "/", Arrays.stream(prefix.split("/")).filter(part -> !part.isEmpty()).toList());
  }
}
