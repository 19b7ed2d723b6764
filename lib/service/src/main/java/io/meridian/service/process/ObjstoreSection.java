package io.meridian.service.process;

import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Secret;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.TextOrFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which bucket blocks are in. */
public record ObjstoreSection(
    @Flag(value = "objstore.config", help = "Object storage, YAML as in Thanos.")
        Optional<Secret> config,
    @Flag(value = "objstore.config-file", help = "The same in a file.") Optional<Path> configFile) {
  public ObjstoreSection {
    TextOrFile.check("config", config, configFile);
  }

  /**
   * Reads it; empty if none is named.
   *
   * @param warnings takes what is in it without an effect
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  public Optional<ObjectStoreConfig> read(List<ConfigProblem> warnings) {
    return new TextOrFile("--objstore.config", config.map(Secret::reveal), configFile)
        .read()
        .map(file -> {
          var bound = ObjectStoreConfig.read(file);
          warnings.addAll(bound.warnings());
          return bound.value();
        });
  }
}
