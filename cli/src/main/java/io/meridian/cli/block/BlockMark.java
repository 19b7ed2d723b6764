package io.meridian.cli.block;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.ListedObject;
import io.meridian.tsdb.block.Ulid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file beside a block that tells compactors and gateways what to do with it.
 *
 * @param name {@code deletion}, {@code no-compact} or {@code no-downsample}
 * @param time when it was set, Unix seconds; 0 if it does not say
 * @param reason why, in a word or a sentence; empty if it does not say
 */
record BlockMark(String name, long time, String reason) {
  private static final int LARGEST = 1 << 20;
  private static final List<String> NAMES = List.of("deletion", "no-compact", "no-downsample");

  /** The marks in a block's folder. One that cannot be read is there all the same. */
  static List<BlockMark> in(Path folder) {
    List<BlockMark> marks = new ArrayList<>();
    for (String name : NAMES) {
      Path file = folder.resolve(name + "-mark.json");
      if (Files.exists(file)) {
        marks.add(read(name, () -> Files.readAllBytes(file)));
      }
    }
    return List.copyOf(marks);
  }

  /** The marks among a block's objects. */
  static List<BlockMark> in(Bucket bucket, Ulid block, List<ListedObject> objects) {
    List<BlockMark> marks = new ArrayList<>();
    for (String name : NAMES) {
      String object = block + "/" + name + "-mark.json";
      if (objects.stream().anyMatch(each -> each.name().equals(object))) {
        marks.add(read(name, () -> bucket.getAll(object, LARGEST)));
      }
    }
    return List.copyOf(marks);
  }

  /** Where a mark's bytes come from. */
  private interface Content {
    byte[] read() throws IOException;
  }

  private static BlockMark read(String name, Content content) {
    try {
      JsonNode json = new JsonMapper().readTree(content.read());
      long time = json.path(name.replace('-', '_') + "_time").asLong(0);
      String details = json.path("details").asString("");
      String reason = json.path("reason").asString("");
      String separator = details.isEmpty() || reason.isEmpty() ? "" : ": ";
      return new BlockMark(name, time, reason + separator + details);
    } catch (IOException | JacksonException | BucketException e) {
      return new BlockMark(name, 0, "unreadable: " + e.getMessage());
    }
  }
}
