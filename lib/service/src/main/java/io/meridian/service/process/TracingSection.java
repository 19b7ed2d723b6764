package io.meridian.service.process;

import io.meridian.config.ConfigProblem;
import io.meridian.config.Secret;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.TextOrFile;
import io.meridian.service.trace.TracingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which collector is told of requests and calls, if any. */
public record TracingSection(
    @Flag(value = "tracing.config", help = "Where traces go, YAML as in Thanos; OTLP only.")
        Optional<Secret> config,
    @Flag(value = "tracing.config-file", help = "The same in a file.") Optional<Path> configFile) {
  /** No traces. */
  public static final TracingSection NONE = new TracingSection(Optional.empty(), Optional.empty());

  public TracingSection {
    TextOrFile.check("config", config, configFile);
  }

  /**
   * Reads it; empty if none is named.
   *
   * @param warnings takes what is in it without an effect
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  public Optional<TracingConfig> read(List<ConfigProblem> warnings) {
    return new TextOrFile("--tracing.config", config.map(Secret::reveal), configFile)
        .read()
        .map(file -> {
          var bound = TracingConfig.read(file);
          warnings.addAll(bound.warnings());
          return bound.value();
        });
  }
}
