package io.meridian.bucket.config;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.S3Bucket;
import io.meridian.bucket.S3Settings;
import io.meridian.bucket.layer.PrefixedBucket;
import io.meridian.config.Bound;
import io.meridian.config.ConfigFile;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which bucket to use, as Thanos' {@code objstore.config} says it:
 *
 * <pre>
 *   type: S3 | FILESYSTEM
 *   config: …             (the type's own keys)
 *   prefix: a/b           (all names begin with it and a slash; none by default)
 * </pre>
 */
public sealed interface ObjectStoreConfig {
  /** What all names in the bucket begin with, without a slash at its ends; empty for nothing. */
  String prefix();

  /** Opens the bucket without speaking to the store. */
  default Bucket open() {
    Bucket bucket =
        switch (this) {
          case S3(S3Settings settings, _) -> S3Bucket.open(settings);
          case Folder(Path directory, _) -> FilesystemBucket.open(directory);
        };
    return PrefixedBucket.of(bucket, prefix());
  }

  /** A bucket in S3 or a store that speaks its protocol. */
  record S3(S3Settings settings, String prefix) implements ObjectStoreConfig {}

  /** A bucket in a folder. */
  record Folder(Path directory, String prefix) implements ObjectStoreConfig {}

  /**
   * Reads a configuration.
   *
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  static Bound<ObjectStoreConfig> read(ConfigFile file) {
    Bound<StoreYaml> store = file.bind(StoreYaml.class);
    Section section = store.value().config();
    String prefix = store.value().trimmedPrefix();
    List<ConfigProblem> warnings = new ArrayList<>(store.warnings());
    return switch (store.value().type()) {
      case S3 -> {
        Bound<S3Yaml> s3 = section.bind(S3Yaml.class);
        warnings.addAll(s3.warnings());
        yield new Bound<>(new S3(s3.value().settings(section), prefix), warnings);
      }
      case FILESYSTEM -> {
        Bound<FolderYaml> folder = section.bind(FolderYaml.class);
        warnings.addAll(folder.warnings());
        yield new Bound<>(new Folder(folder.value().directory(), prefix), warnings);
      }
    };
  }
}
