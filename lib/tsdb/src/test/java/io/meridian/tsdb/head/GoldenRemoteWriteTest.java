package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.testkit.Conformance;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.RemoteWrite2Decoder;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests of real senders, through the head into blocks: what was sent is what is read. */
class GoldenRemoteWriteTest {
  private static final List<String> SENDERS =
      List.of(
          "prometheus-3.14-rw1",
          "prometheus-3.14-rw1-plain",
          "prometheus-3.14-rw1-custom-buckets",
          "prometheus-3.14-rw1-retry",
          "prometheus-2.42-agent",
          "vmagent-1.150-snappy",
          "vmagent-1.79",
          "prometheus-3.14-rw2",
          "prometheus-3.14-rw2-custom-buckets",
          "prometheus-3.14-rw2-start-timestamps",
          "prometheus-3.14-agent-rw2-metadata",
          "prometheus-3.9-rw2-metadata");

  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final RemoteWrite2Decoder decoder2 = new RemoteWrite2Decoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();

  @Test
  void readsBackWhatWasSentFromHeadAndBlock(@TempDir Path folder) throws IOException {
    int samples = 0;
    for (String sender : SENDERS) {
      Head head = new Head(HeadOptions.DEFAULT.withBlocks(ChunkFormat.START_TIMES));
      Map<Labels, Map<Long, String>> sent = new TreeMap<>();
      long latest = 0;
      for (Path body : SentBodies.of(sender)) {
        latest = Math.max(latest, record(body, sent));
        append(head, body, latest);
        assertThat(SeriesText.of(head)).as("%s", body).isEqualTo(lists(sent));
      }
      Matcher named = Matcher.of(MatchType.REGEX, "__name__", ".+");
      List<Labels> order = new ArrayList<>(SeriesText.of(head, named).keySet());
      assertThat(order).containsExactlyElementsOf(sent.keySet());

      assertThat(cut(head, latest, folder.resolve(sender))).isEqualTo(lists(sent));
      assertThat(SeriesText.of(head)).isEmpty();
      samples += sent.values().stream().mapToInt(Map::size).sum();
    }
    Conformance.count("golden-remote-write-samples", samples);
  }

  @Test
  void leavesStartTimestampsOutOfBlocksThatEveryReaderKnows(@TempDir Path folder)
      throws IOException {
    Head head = new Head(HeadOptions.DEFAULT);
    Map<Labels, Map<Long, String>> sent = new TreeMap<>();
    long latest = 0;
    for (Path body : SentBodies.of("prometheus-3.14-rw2-start-timestamps")) {
      latest = Math.max(latest, record(body, sent));
      append(head, body, latest);
    }
    Map<Labels, List<String>> expected = new TreeMap<>(lists(sent));
    assertThat(expected.values()).anyMatch(list -> list.getLast().contains(" since "));

    expected.replaceAll((_, samples) -> SeriesText.withoutStarts(samples));

    assertThat(cut(head, latest, folder)).isEqualTo(expected);
  }

  /** Adds what Prometheus' own types say of a request; returns the last instant in it. */
  private static long record(Path body, Map<Labels, Map<Long, String>> sent) throws IOException {
    Path decoded = Path.of(body.toString().replace(".body", ".decoded.json"));
    JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(decoded));
    long latest = 0;
    for (JsonNode series : json.path("series")) {
      LabelsBuilder labels = new LabelsBuilder();
      for (JsonNode pair : series.get("labels")) {
        labels.set(pair.get(0).asString(), pair.get(1).asString());
      }
      Map<Long, String> samples = sent.computeIfAbsent(labels.build(), l -> new TreeMap<>());
      for (String text : SeriesText.of(series)) {
        long time = Long.parseLong(text.substring(0, text.indexOf(' ')));
        samples.put(time, text);
        latest = Math.max(latest, time);
      }
    }
    sent.values().removeIf(Map::isEmpty);
    return latest;
  }

  private static Map<Labels, List<String>> lists(Map<Labels, Map<Long, String>> sent) {
    Map<Labels, List<String>> lists = new LinkedHashMap<>();
    sent.forEach((labels, samples) -> lists.put(labels, new ArrayList<>(samples.values())));
    return lists;
  }

  private void append(Head head, Path file, long now) throws IOException {
    byte[] body = SentBodies.decompressed(file);
    if (file.toString().contains("-rw2")) {
      decoder2.decode(body, 0, body.length, 1 << 20, batch);
    } else {
      decoder.decode(body, 0, body.length, batch);
    }
    head.append(batch, now, outcomes);
    assertThat(outcomes.successes()).as("%s", file).isEqualTo(outcomes.size());
  }

  /** Cuts everything into blocks; returns what is in them. */
  private static Map<Labels, List<String>> cut(Head head, long latest, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));
    long until = latest + HeadOptions.DEFAULT.range().toMillis();
    Map<Labels, List<String>> read = new TreeMap<>();
    TreeSet<Long> begins = new TreeSet<>();
    while (true) {
      Optional<BlockMeta> meta =
          head.cut(
              until,
              Disk.local(),
              folder,
              names.next(),
              BlockWriter.Options.DEFAULT,
              Optional.empty());
      if (meta.isEmpty()) {
        return read;
      }
      assertThat(begins.add(meta.get().minTime())).isTrue();
      try (BlockReader block = BlockReader.open(folder.resolve(meta.get().ulid().toString()))) {
        SeriesText.of(block)
            .forEach((labels, samples) ->
                read.computeIfAbsent(labels, l -> new ArrayList<>()).addAll(samples));
      }
    }
  }
}
