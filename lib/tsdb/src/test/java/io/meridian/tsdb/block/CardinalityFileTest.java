package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MappedFile;
import io.meridian.tsdb.index.Cardinality;
import io.meridian.tsdb.index.Cardinality.Count;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a block says of its names and values. */
class CardinalityFileTest {
  @TempDir Path folder;

  private Path block(Labels... series) {
    Ulid ulid = new UlidSource(InstantSource.system(), new SplittableRandom(1)).next();
    Compaction compaction = new Compaction(1, List.of(ulid), false, List.of(), false, List.of());
    BlockMeta meta =
        new BlockMeta(ulid, 0, 100, BlockStats.EMPTY, compaction, Optional.empty(), Map.of());
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), folder, ulid, BlockWriter.Options.DEFAULT)) {
      for (Labels labels : series) {
        writer.addSeries(labels.packed(), 0, labels.packed().length);
        XorEncoder chunk = new XorEncoder();
        chunk.append(1, 1);
        writer.addChunk(ChunkEncoding.XOR, 1, 1, 1, chunk.bytes(), 0, chunk.length());
      }
      writer.finish(meta);
    }
    return folder.resolve(ulid.toString());
  }

  @Test
  void standsBesideEveryBlockThatIsWritten() throws IOException {
    Path block =
        block(
            Labels.of("__name__", "errors", "job", "api"),
            Labels.of("__name__", "requests", "job", "api"),
            Labels.of("__name__", "requests", "job", "db"));

    assertThat(block.resolve("cardinality.json"))
        .hasContent(
            """
            {
            	"version": 1,
            	"numSeries": 3,
            	"numLabelPairs": 4,
            	"seriesCountByMetricName": [
            		{
            			"name": "requests",
            			"value": 2
            		},
            		{
            			"name": "errors",
            			"value": 1
            		}
            	],
            	"labelValueCountByLabelName": [
            		{
            			"name": "__name__",
            			"value": 2
            		},
            		{
            			"name": "job",
            			"value": 2
            		}
            	],
            	"memoryInBytesByLabelName": [
            		{
            			"name": "__name__",
            			"value": 22
            		},
            		{
            			"name": "job",
            			"value": 8
            		}
            	],
            	"seriesCountByLabelValuePair": [
            		{
            			"name": "__name__=requests",
            			"value": 2
            		},
            		{
            			"name": "job=api",
            			"value": 2
            		},
            		{
            			"name": "__name__=errors",
            			"value": 1
            		},
            		{
            			"name": "job=db",
            			"value": 1
            		}
            	]
            }
            """);
    assertThat(BlockVerifier.verify(block)).isEmpty();
    assertThat(read(Files.readString(block.resolve("cardinality.json"))).seriesByMetric())
        .containsExactly(new Count("requests", 2), new Count("errors", 1));
  }

  @Test
  void ofAnEmptyBlockIsEmpty() throws IOException {
    Path block = block();

    assertThat(read(Files.readString(block.resolve("cardinality.json"))))
        .isEqualTo(new Cardinality(0, 0, List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void countsWhatTheSeriesOfPrometheusBlocksHave() throws IOException {
    List<GoldenBlock> whole =
        GoldenBlock.all().stream()
            .filter(golden -> !golden.folder().toString().contains("tombstones"))
            .toList();
    for (GoldenBlock golden : whole) {
      try (ByteRanges index = MappedFile.open(golden.folder().resolve("index"))) {
        Cardinality found = Cardinality.of(index, 50_000);

        List<Labels> series = golden.series().map(GoldenBlock.DumpedSeries::labels).toList();
        assertThat(found.series()).isEqualTo(series.size());
        Map<String, Long> pairs = new TreeMap<>();
        Map<String, Long> bytes = new TreeMap<>();
        series.forEach(labels ->
            labels
                .toMap()
                .forEach((name, value) -> {
                  pairs.merge(name + "=" + value, 1L, Long::sum);
                  long length = value.getBytes(StandardCharsets.UTF_8).length;
                  bytes.merge(name, length, Long::sum);
                }));
        assertThat(found.labelPairs()).isEqualTo(pairs.size());
        assertThat(asMap(found.seriesByPair())).isEqualTo(pairs);
        assertThat(asMap(found.bytesByName())).isEqualTo(bytes);
        Map<String, Long> metrics = new TreeMap<>();
        Map<String, Long> values = new TreeMap<>();
        pairs.forEach((pair, count) -> {
          String name = pair.substring(0, pair.indexOf('='));
          values.merge(name, 1L, Long::sum);
          if (name.equals("__name__")) {
            metrics.put(pair.substring(name.length() + 1), count);
          }
        });
        assertThat(asMap(found.seriesByMetric())).isEqualTo(metrics);
        assertThat(asMap(found.valuesByName())).isEqualTo(values);
        for (List<Count> list : List.of(found.seriesByPair(), found.valuesByName())) {
          assertThat(list).extracting(count -> -count.count()).isSorted();
        }
      }
    }
  }

  private static Map<String, Long> asMap(List<Count> counts) {
    Map<String, Long> map = new TreeMap<>();
    counts.forEach(count -> map.put(count.of(), count.count()));
    return map;
  }

  @Test
  void isHeldAgainstTheIndex() throws IOException {
    Path block = block(Labels.of("__name__", "up"));
    Path file = block.resolve("cardinality.json");
    String text = Files.readString(file);
    List<String> told = new ArrayList<>();
    for (String damaged :
        List.of(
            text.replace("\"numSeries\": 1", "\"numSeries\": 2"),
            text.replace("\"version\": 1", "\"version\": 2"),
            text.substring(0, 40))) {
      Files.writeString(file, damaged);
      Finding finding = BlockVerifier.verify(block).getFirst();
      assertThat(finding.file()).isEqualTo("cardinality.json");
      assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
      told.add(finding.expectation());
    }

    assertThat(told.get(0)).contains("expected the counts of this index, found others");
    assertThat(told.get(1)).contains("version must be 1, was 2");
    assertThat(told.get(2)).contains("not valid JSON");
  }

  @Test
  void isRefusedWhereItIsNone() {
    assertThatThrownBy(() -> read("[]"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("expected an object");
    assertThatThrownBy(() -> read("{\"version\":1,\"numSeries\":-1}"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("numSeries must not be negative");
  }

  private static Cardinality read(String json) {
    return CardinalityFile.read(json.getBytes(StandardCharsets.UTF_8), "cardinality.json");
  }
}
