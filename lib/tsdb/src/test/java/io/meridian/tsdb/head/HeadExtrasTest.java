package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Exemplar;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.MetricMetadata;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.tsdb.ingest.RemoteWrite2Decoder;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exemplars and metadata that real senders send are kept, and replayed. */
class HeadExtrasTest {
  private static final List<String> SENDERS =
      List.of(
          "prometheus-3.14-rw1",
          "vmagent-1.150-snappy",
          "prometheus-3.14-rw2",
          "prometheus-3.9-rw2-metadata");

  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final RemoteWrite2Decoder decoder2 = new RemoteWrite2Decoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();
  private final List<byte[]> records = new ArrayList<>();

  private static HeadOptions options(int exemplars) {
    return new HeadOptions(
        Duration.ofHours(2),
        Duration.ofDays(99_999),
        Duration.ZERO,
        10_000,
        LabelLimits.NONE,
        exemplars);
  }

  private void append(Head head, Path file) throws IOException {
    byte[] body = SentBodies.decompressed(file);
    if (file.toString().contains("-rw2")) {
      decoder2.decode(body, 0, body.length, 1 << 20, batch);
    } else {
      decoder.decode(body, 0, body.length, batch);
    }
    head.append(
        batch,
        0,
        outcomes,
        (record, from, to) -> {
          records.add(Arrays.copyOfRange(record, from, to));
          return records.size();
        });
  }

  private static Labels labels(JsonNode pairs) {
    LabelsBuilder labels = new LabelsBuilder();
    for (JsonNode pair : pairs) {
      labels.set(pair.get(0).asString(), pair.get(1).asString());
    }
    return labels.build();
  }

  private static Exemplar exemplar(JsonNode node) {
    long bits = Long.parseUnsignedLong(node.get("v").asString(), 16);
    return new Exemplar(
        labels(node.get("labels")), Double.longBitsToDouble(bits), node.get("t").asLong());
  }

  private static MetricMetadata metadata(JsonNode node) {
    return new MetricMetadata(
        MetricMetadata.Type.valueOf(node.get("type").asString().replace("GAUGEH", "GAUGE_H")),
        node.get("help").asString(),
        node.path("unit").asString());
  }

  private static Map<Labels, List<Exemplar>> exemplars(Head head, Matcher... matchers) {
    Map<Labels, List<Exemplar>> found = new LinkedHashMap<>();
    head.exemplars(List.of(matchers), TimeRange.ALL, QueryContext.unlimited())
        .forEach(series -> found.put(series.labels(), series.exemplars()));
    return found;
  }

  @Test
  void keepsWhatSendersSentAndReplaysIt() throws IOException {
    int kept = 0;
    for (String sender : SENDERS) {
      Head head = new Head(options(1000));
      records.clear();
      Map<Labels, List<Exemplar>> sent = new TreeMap<>();
      Map<String, MetricMetadata> said = new TreeMap<>();
      for (Path body : SentBodies.of(sender)) {
        append(head, body);
        int inRequest = record(body, sent, said);
        assertThat(outcomes.exemplars()).isEqualTo(inRequest);
        append(head, body);
        assertThat(outcomes.exemplars()).isLessThanOrEqualTo(inRequest);
      }
      assertThat(exemplars(head)).isEqualTo(sent);
      assertThat(head.metadata()).isEqualTo(said);

      Head again = new Head(options(1000));
      HeadReplay replay = again.replay(2);
      for (int shard = 0; shard < 2; shard++) {
        for (byte[] record : records) {
          replay.accept(shard, record, record.length);
        }
      }
      replay.finish();
      assertThat(exemplars(again)).isEqualTo(sent);
      assertThat(again.metadata()).isEqualTo(said);
      kept += sent.values().stream().mapToInt(List::size).sum() + said.size();
    }
    Conformance.count("golden-remote-write-extras", kept);
  }

  @Test
  void keepsThemInSnapshots() throws IOException {
    Head head = new Head(options(1000));
    for (String sender : SENDERS) {
      for (Path body : SentBodies.of(sender)) {
        append(head, body);
      }
    }
    records.clear();
    HeadLog log =
        (record, from, to) -> {
          records.add(Arrays.copyOfRange(record, from, to));
          return 0;
        };
    List<byte[]> chunks = new ArrayList<>();
    head.snapshot(
        log,
        (record, from, to) -> {
          chunks.add(Arrays.copyOfRange(record, from, to));
          return 0;
        });

    Head again = new Head(options(1000));
    HeadReplay replay = again.replay(2);
    for (int shard = 0; shard < 2; shard++) {
      for (byte[] record : records) {
        replay.accept(shard, record, record.length);
      }
    }
    chunks.forEach(record -> replay.acceptChunks(1, record, record.length));
    replay.finish();

    assertThat(exemplars(again)).isNotEmpty().isEqualTo(exemplars(head));
    assertThat(again.metadata()).isNotEmpty().isEqualTo(head.metadata());
    assertThat(SeriesText.of(again)).isEqualTo(SeriesText.of(head));
  }

  /** Adds what Prometheus' own types say of a request; returns how many exemplars it has. */
  private static int record(
      Path body, Map<Labels, List<Exemplar>> sent, Map<String, MetricMetadata> said)
      throws IOException {
    Path decoded = Path.of(body.toString().replace(".body", ".decoded.json"));
    JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(decoded));
    int count = 0;
    for (JsonNode series : json.path("series")) {
      for (JsonNode node : series.path("exemplars")) {
        List<Exemplar> of =
            sent.computeIfAbsent(labels(series.get("labels")), _ -> new ArrayList<>());
        if (of.isEmpty() || !of.getLast().equals(exemplar(node))) {
          of.add(exemplar(node));
        }
        count++;
      }
    }
    for (JsonNode node : json.path("metadata")) {
      said.put(node.get("family").asString(), metadata(node));
    }
    for (JsonNode series : json.path("series")) {
      recordMetadata(series, said);
    }
    return count;
  }

  /** Adds what remote write 2.0 says of a series, by its family. */
  private static void recordMetadata(JsonNode series, Map<String, MetricMetadata> said) {
    JsonNode node = series.path("metadata");
    String type = node.path("type").asString("").replace("METRIC_TYPE_", "");
    if (type.isEmpty() || type.equals("UNSPECIFIED")) {
      return;
    }
    String name = labels(series.get("labels")).get("__name__").orElseThrow();
    String suffix =
        switch (type) {
          case "HISTOGRAM" -> "_(bucket|sum|count)$";
          case "SUMMARY" -> "_(sum|count)$";
          default -> "$";
        };
    said.put(
        name.replaceFirst(suffix, ""),
        new MetricMetadata(
            MetricMetadata.Type.valueOf(type),
            node.get("help").asString(),
            node.get("unit").asString()));
  }

  @Test
  void forgetsTheOldestExemplarsForNewOnes() throws IOException {
    Head large = new Head(options(1000));
    Head small = new Head(options(7));
    Head none = new Head(options(0));
    for (Path body : SentBodies.of("prometheus-3.14-rw1")) {
      append(large, body);
      append(small, body);
      append(none, body);
    }

    List<Exemplar> all = exemplars(large).values().stream().flatMap(List::stream).toList();
    List<Exemplar> last = exemplars(small).values().stream().flatMap(List::stream).toList();
    assertThat(all).hasSizeGreaterThan(20).containsAll(last);
    assertThat(last).hasSize(7);
    long newest = all.stream().mapToLong(Exemplar::time).max().orElseThrow();
    assertThat(last).anyMatch(exemplar -> exemplar.time() == newest);
    assertThat(exemplars(none)).isEmpty();
    assertThat(exemplars(large, Matcher.of(MatchType.REGEX, "job", "no.*"))).isEmpty();
    assertThat(exemplars(large, Matcher.equal("job", "app")).keySet())
        .isNotEmpty()
        .allSatisfy(labels -> assertThat(labels.get("job")).contains("app"));
  }
}
