package io.meridian.bucket;

import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.config.ConfigFile;
import java.nio.charset.StandardCharsets;

/** A process of its own, whose environment has what its configuration does not: credentials. */
final class AmbientReader {
  private AmbientReader() {}

  /** Writes an object and reads it again from the bucket that a configuration names. */
  static void main(String[] arguments) {
    ConfigFile config = ConfigFile.of("objstore.yml", arguments[0]);
    try (Bucket bucket = ObjectStoreConfig.read(config).value().open()) {
      bucket.put("ambient", "written and read".getBytes(StandardCharsets.UTF_8));
      System.out.print(new String(bucket.getAll("ambient", 99), StandardCharsets.UTF_8));
    } catch (BucketException e) {
      System.out.print(e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }
}
