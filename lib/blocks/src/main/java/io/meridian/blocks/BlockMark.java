package io.meridian.blocks;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.block.Ulid;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file beside a block that tells compactors and gateways what to do with it, as Thanos has it:
 * JSON with the block's name, version 1, a time, and why.
 *
 * @param kind what to do
 * @param block the block that is marked
 * @param time when it was marked, in whole seconds
 * @param reason a word such as {@code manual}; empty in a deletion mark
 * @param details a sentence for people; empty if there is none
 */
public record BlockMark(Kind kind, Ulid block, Instant time, String reason, String details) {
  /** The reason of blocks that overlap others because their samples came late. */
  public static final String LATE_SAMPLES = "late-samples";

  private static final JsonMapper JSON = new JsonMapper();

  /** What a mark says. */
  public enum Kind {
    /** The block goes; gateways stop to serve it after a delay, the compactor removes it later. */
    DELETION("deletion-mark.json", "deletion_time"),
    /** The compactor does not merge it. */
    NO_COMPACT("no-compact-mark.json", "no_compact_time"),
    /** The compactor does not downsample it. */
    NO_DOWNSAMPLE("no-downsample-mark.json", "no_downsample_time");

    private final String file;
    private final String timeField;

    Kind(String file, String timeField) {
      this.file = file;
      this.timeField = timeField;
    }

    /** The file's name in the block's folder. */
    public String file() {
      return file;
    }

    /** The kind that a file in a block's folder is of. */
    public static Optional<Kind> ofFile(String name) {
      return Arrays.stream(values()).filter(kind -> kind.file.equals(name)).findFirst();
    }
  }

  /** Where the mark stands in a bucket. */
  public String object() {
    return block + "/" + kind.file;
  }

  /**
   * Reads a mark.
   *
   * @param name what errors call it
   * @throws CorruptDataException if it is no mark, is another block's, or of another version
   */
  public static BlockMark read(Kind kind, Ulid block, byte[] json, String name) {
    try {
      JsonNode mark = JSON.readTree(json);
      int version = mark.path("version").asInt(0);
      if (version != 1) {
        throw new CorruptDataException(name, 0, "expected a mark of version 1, found " + version);
      }
      String id = mark.path("id").asString("");
      if (!id.equals(block.toString())) {
        throw new CorruptDataException(name, 0, "expected the mark of " + block + ", found " + id);
      }
      return new BlockMark(
          kind,
          block,
          Instant.ofEpochSecond(mark.path(kind.timeField).asLong(0)),
          mark.path("reason").asString(""),
          mark.path("details").asString(""));
    } catch (JacksonException e) {
      throw new CorruptDataException(name, 0, "expected a mark in JSON: " + e.getOriginalMessage());
    }
  }

  /** The file's content. */
  public byte[] write() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", block.toString());
    fields.put("version", 1);
    if (!details.isEmpty()) {
      fields.put("details", details);
    }
    fields.put(kind.timeField, time.getEpochSecond());
    if (kind != Kind.DELETION) {
      fields.put("reason", reason.isEmpty() ? "manual" : reason);
    }
    return JSON.writerWithDefaultPrettyPrinter()
        .writeValueAsString(fields)
        .getBytes(StandardCharsets.UTF_8);
  }
}
