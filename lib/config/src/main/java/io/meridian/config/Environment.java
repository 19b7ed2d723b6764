package io.meridian.config;

import java.util.Optional;

/** Where references such as <code>${NAME}</code> lead. */
@FunctionalInterface
public interface Environment {
  /** The variable of that name. */
  Optional<String> find(String name);

  /** That of this process. */
  static Environment ofProcess() {
    return name -> Optional.ofNullable(System.getenv(name));
  }
}
