package io.meridian.storeapi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.Chunk;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.Series;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.model.Labels;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages of a Thanos store, read by us and by generated code. */
class GoldenFramesTest {
  /** All messages of series that were captured. */
  static List<byte[]> frames() throws IOException {
    List<byte[]> frames = new ArrayList<>();
    try (var files = Files.list(Golden.assumePresent("golden/wire/storeapi"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".frames")).sorted().toList()) {
        Path call = Path.of(file.toString().replace(".frames", ".json"));
        if (Files.readString(call).contains("\"/thanos.Store/Series\"")) {
          addFrames(file, frames);
        }
      }
    }
    return frames;
  }

  private static void addFrames(Path file, List<byte[]> frames) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      for (SeriesResponse next = SeriesResponse.parseDelimitedFrom(in);
          next != null;
          next = SeriesResponse.parseDelimitedFrom(in)) {
        frames.add(next.toByteArray());
      }
    }
  }

  /** What a message holds, read by us. */
  static List<Object> read(FrameReader reader, byte[] message) {
    List<Object> parts = new ArrayList<>();
    reader.reset(new Frame(message));
    ChunkFieldReader chunks = new ChunkFieldReader("store");
    for (FrameReader.Part part = reader.next();
        part != FrameReader.Part.END;
        part = reader.next()) {
      if (part == FrameReader.Part.WARNING) {
        parts.add(reader.warning());
        continue;
      }
      parts.add(Labels.copyOf(reader.labelBytes(), 0, reader.labelsTo()));
      for (chunks.reset(reader.chunkBytes(), reader.chunksFrom(), reader.chunksTo());
          chunks.next(); ) {
        Map<Integer, String> found = new LinkedHashMap<>();
        for (int field = 0; field < ChunkFieldReader.PARTS; field++) {
          if (chunks.has(field)) {
            byte[] data =
                Arrays.copyOfRange(reader.chunkBytes(), chunks.from(field), chunks.to(field));
            found.put(field, text(chunks.encoding(field), data, chunks.hash(field)));
          }
        }
        parts.add(chunks.minTime() + " " + chunks.maxTime() + " " + found);
      }
    }
    return parts;
  }

  private static String text(ChunkEncoding encoding, byte[] data, long hash) {
    return encoding + " " + Arrays.hashCode(data) + " " + data.length + " " + hash;
  }

  private static List<Object> expected(SeriesResponse response) {
    List<Object> parts = new ArrayList<>();
    switch (response.getResultCase()) {
      case SERIES -> add(response.getSeries(), parts);
      case BATCH -> response.getBatch().getSeriesList().forEach(series -> add(series, parts));
      case WARNING -> parts.add(response.getWarning());
      case COUNTED, HINTS, RESULT_NOT_SET -> {}
    }
    return parts;
  }

  private static void add(Series series, List<Object> parts) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (Label label : series.getLabelsList()) {
      labels.put(label.getName(), label.getValue());
    }
    parts.add(Labels.of(labels));
    for (AggrChunk chunk : series.getChunksList()) {
      Map<Integer, String> found = new LinkedHashMap<>();
      put(chunk.hasRaw(), chunk.getRaw(), 0, found);
      put(chunk.hasCount(), chunk.getCount(), 1, found);
      put(chunk.hasSum(), chunk.getSum(), 2, found);
      put(chunk.hasMin(), chunk.getMin(), 3, found);
      put(chunk.hasMax(), chunk.getMax(), 4, found);
      put(chunk.hasCounter(), chunk.getCounter(), 5, found);
      parts.add(chunk.getMinTime() + " " + chunk.getMaxTime() + " " + found);
    }
  }

  private static void put(boolean has, Chunk chunk, int field, Map<Integer, String> into) {
    if (has) {
      ChunkEncoding encoding = ChunkEncoding.of(chunk.getTypeValue() + 1, "chunk", 0);
      into.put(field, text(encoding, chunk.getData().toByteArray(), chunk.getHash()));
    }
  }

  @Test
  void readsWhatGeneratedCodeReads() throws IOException {
    FrameReader reader = new FrameReader("store");
    List<byte[]> frames = frames();
    for (byte[] frame : frames) {
      assertThat(read(reader, frame)).isEqualTo(expected(SeriesResponse.parseFrom(frame)));
    }
    assertThat(frames).isNotEmpty();
    Conformance.count("golden-storeapi-frames", frames.size());
  }
}
