package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chunk of the golden data and what its block's dump says of it. Chunks of a file are read one
 * after the other, which is the order of the dump; the length and hash of each prove that the two
 * belong together.
 */
final class GoldenChunk {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int FILE_HEADER = 8;

  private final String name;
  private final ChunkEncoding encoding;
  private final byte[] data;
  private final JsonNode about;
  private final List<JsonNode> samples;

  private GoldenChunk(
      String name, ChunkEncoding encoding, byte[] data, JsonNode about, List<JsonNode> samples) {
    this.name = name;
    this.encoding = encoding;
    this.data = data;
    this.about = about;
    this.samples = samples;
  }

  /** Block, labels and first time. */
  String name() {
    return name;
  }

  ChunkEncoding encoding() {
    return encoding;
  }

  byte[] data() {
    return data;
  }

  /** The chunk in the dump: mint, maxt, encoding, n, header or aggregates. */
  JsonNode about() {
    return about;
  }

  /**
   * What the chunk decodes to; empty for an aggregate chunk, which has them with its aggregates.
   */
  List<JsonNode> samples() {
    return samples;
  }

  /** Gives every chunk of every block that has a dump and whose folder's path contains a text. */
  static void forEach(String folder, Consumer<GoldenChunk> consumer) throws IOException {
    Path golden = Golden.assumePresent("golden");
    List<Path> blocks;
    try (Stream<Path> files = Files.walk(golden)) {
      blocks =
          files
              .filter(file -> file.endsWith("chunks/000001"))
              .map(file -> file.resolve("../..").normalize())
              .filter(block -> block.toString().contains(folder) && Files.exists(dump(block)))
              .sorted()
              .toList();
    }
    for (Path block : blocks) {
      forEachOfBlock(block, consumer);
    }
  }

  private static Path dump(Path block) {
    Path parent = block.resolveSibling(".").normalize();
    String id = block.getFileName() + ".jsonl.gz";
    if (Files.exists(parent.resolve(id))) {
      return parent.resolve(id);
    }
    Path beside = parent.resolveSibling("dump-" + parent.getFileName()).resolve(id);
    return Files.exists(beside) ? beside : parent.resolve("dump.jsonl.gz");
  }

  private static void forEachOfBlock(Path block, Consumer<GoldenChunk> consumer)
      throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(block.resolve("chunks/000001")));
    file.position(FILE_HEADER);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(dump(block))), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode series = JSON.readTree(line);
        int sample = 0;
        for (JsonNode about : series.get("chunks")) {
          List<JsonNode> samples = new ArrayList<>();
          for (int i = 0; i < about.path("n").asInt(0); i++) {
            samples.add(series.get("samples").get(sample++));
          }
          String name = block.getFileName() + " " + series.get("labels") + " " + about.get("mint");
          consumer.accept(next(file, name, about, samples));
        }
      }
    }
    assertThat(file.remaining()).as("rest of the chunk file").isZero();
  }

  private static GoldenChunk next(
      ByteBuffer file, String name, JsonNode about, List<JsonNode> samples) {
    int length = 0;
    byte group;
    int shift = 0;
    do {
      group = file.get();
      length |= (group & 0x7f) << shift;
      shift += 7;
    } while (group < 0);
    ChunkEncoding encoding = ChunkEncoding.of(file.get() & 0xff, name, file.position());
    byte[] data = new byte[length];
    file.get(data);
    file.getInt();
    assertThat(encoding.label()).as(name).isEqualTo(about.get("encoding").asString());
    assertThat(sha256(data, 0, length)).as(name).isEqualTo(about.get("bytes_sha256").asString());
    return new GoldenChunk(name, encoding, data, about, samples);
  }

  static String sha256(byte[] data, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(data, from, to - from);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
