package io.meridian.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Holds the penalty option against the raw selections that Thanos' querier answered. */
class GoldenDedupTest {
  private static final Pattern RANGE = Pattern.compile("(\\w+)(?:\\{.*})?\\[(\\d+)([mh])]");

  /** A chunk's samples, without those before the query's range. */
  private record Piece(Map<String, String> labels, long minTime, SampleBuffer samples) {}

  @Test
  void choosesTheSamplesThatThanosChooses() throws IOException {
    Path golden = Golden.assumePresent("golden");
    ThanosBuckets bucket = ThanosBuckets.open(golden.resolve("thanos/after"));
    long compared = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(golden.resolve("dedup/answers.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        compared += compare(bucket, new ObjectMapper().readTree(line));
      }
    }
    assertThat(compared).isPositive();
    Conformance.count("golden-penalty-samples", compared);
  }

  private static long compare(ThanosBuckets bucket, JsonNode answer) {
    Map<String, String> params = new HashMap<>();
    answer.get("params").forEach(p -> params.put(p.get(0).asString(), p.get(1).asString()));
    Matcher query = RANGE.matcher(params.getOrDefault("query", ""));
    boolean raw = params.getOrDefault("max_source_resolution", "0s").equals("0s");
    if (!query.matches()
        || !raw
        || !params.getOrDefault("dedup", "").equals("true")
        || params.containsKey("replicaLabels[]")) {
      return 0;
    }
    long maxTime = Long.parseLong(params.get("time")) * 1_000;
    long minutes = Long.parseLong(query.group(2)) * (query.group(3).equals("h") ? 60 : 1);
    long minTime = maxTime - minutes * 60_000 + 1;
    List<Piece> pieces = pieces(bucket, query.group(1), minTime, maxTime);
    long compared = 0;
    for (JsonNode series : answer.get("response").get("data").get("result")) {
      if (series.has("values")) {
        compared += compare(series, pieces, maxTime, query.group());
      }
    }
    return compared;
  }

  private static long compare(JsonNode series, List<Piece> all, long maxTime, String query) {
    Map<String, String> labels = new HashMap<>();
    series.get("metric").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
    SamplePieces pieces = new SamplePieces();
    for (Piece piece : all) {
      if (piece.labels.equals(labels)) {
        pieces.addPiece(piece.samples);
      }
    }
    SampleBuffer merged = new SampleBuffer();
    new ReplicaDedup(ReplicaDedup.Algorithm.PENALTY).merge(pieces, false, merged);
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < merged.size() && merged.time(i) <= maxTime; i++) {
      if (!Double.isNaN(merged.value(i))) {
        chosen.add(merged.time(i) + " " + merged.value(i));
      }
    }
    List<String> expected = new ArrayList<>();
    for (JsonNode value : series.get("values")) {
      long time = Math.round(value.get(0).asDouble() * 1_000);
      expected.add(
          time + " " + Double.parseDouble(value.get(1).asString().replace("Inf", "Infinity")));
    }
    assertThat(chosen).as("%s of %s", labels, query).isEqualTo(expected);
    return expected.size();
  }

  private static List<Piece> pieces(ThanosBuckets bucket, String name, long minTime, long maxTime) {
    List<Piece> pieces = new ArrayList<>();
    ChunkDecoder decoder = new ChunkDecoder();
    for (BlockMeta meta : bucket.ofResolution(0)) {
      boolean deleted = Files.exists(bucket.folder(meta).resolve("deletion-mark.json"));
      if (deleted || meta.maxTime() <= minTime || meta.minTime() > maxTime) {
        continue;
      }
      try (BlockReader block = bucket.read(meta)) {
        ChunkSeriesCursor series = block.chunkSeries(List.of(), new TimeRange(minTime, maxTime));
        while (series.next()) {
          Labels own = Labels.copyOf(series.labelBytes(), series.labelsFrom(), series.labelsTo());
          if (!own.get("__name__").orElse("").equals(name)) {
            continue;
          }
          Map<String, String> labels = new HashMap<>(own.toMap());
          labels.putAll(meta.thanos().orElseThrow().labels().toMap());
          labels.remove("replica");
          for (int i = 0; i < series.chunks(); i++) {
            ChunkBytes chunk = series.chunk(i);
            SampleBuffer samples = new SampleBuffer();
            decoder.decode(
                chunk.encoding(),
                chunk.data(),
                chunk.from(),
                chunk.to(),
                minTime,
                Long.MAX_VALUE,
                samples);
            pieces.add(new Piece(labels, series.chunkMinTime(i), samples));
          }
        }
      }
    }
    pieces.sort(Comparator.comparingLong(Piece::minTime));
    return pieces;
  }
}
