package io.meridian.tsdb.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BlockMetaTest {
  private static final Ulid BLOCK = Ulid.parse("01KE5Y3X80VBE8JPMQQXAG9AEW");

  /** Copies that were made by hand and therefore lack the line break that Thanos writes. */
  private static final List<String> WITHOUT_LINE_BREAK =
      List.of("01KEBYC880K5MJD1BADX000001", "01KEBYC880K5MJD1CVTX000002");

  private static final String FULL =
      """
      {
      	"ulid": "01KE5Y3X80VBE8JPMQQXAG9AEW",
      	"minTime": -5,
      	"maxTime": 1767578400000,
      	"stats": {
      		"numSamples": 3,
      		"numFloatSamples": 2,
      		"numHistogramSamples": 1,
      		"numSeries": 1,
      		"numChunks": 2,
      		"numTombstones": 1
      	},
      	"compaction": {
      		"level": 2,
      		"sources": [
      			"01KE5Y3X80VBE8JPMQQXAG9AEW"
      		],
      		"deletable": true,
      		"parents": [
      			{
      				"ulid": "00000000000000000000000000",
      				"minTime": 0,
      				"maxTime": 0
      			}
      		],
      		"failed": true,
      		"hints": [
      			"from-out-of-order"
      		]
      	},
      	"version": 1,
      	"thanos": {
      		"version": 1,
      		"labels": {
      			"a": "\\u003c\\"\\\\\\t\\u0001\\u2028é😀\\u003e",
      			"b": "\\b\\f\\n\\r\\u0026"
      		},
      		"downsample": {
      			"resolution": 300000
      		},
      		"source": "bucket.rewrite",
      		"segment_files": [
      			"000001"
      		],
      		"files": [
      			{
      				"rel_path": "chunks/000001",
      				"size_bytes": 12,
      				"hash": {
      					"hashFunc": "SHA256",
      					"value": "00ff"
      				}
      			},
      			{
      				"rel_path": "meta.json"
      			}
      		],
      		"rewrites": [
      			{
      				"sources": [
      					"01KE5Y3X80VBE8JPMQQXAG9AEW"
      				],
      				"deletions_applied": [
      					{
      						"matchers": "x",
      						"intervals": []
      					}
      				],
      				"relabels_applied": [
      					{}
      				]
      			}
      		],
      		"index_stats": {
      			"series_max_size": 64,
      			"chunk_max_size": 1024
      		},
      		"extensions": {
      			"n": 1.50e3
      		},
      		"upload_time": "2026-11-21T07:56:04.5Z",
      		"later": [
      			null,
      			true
      		]
      	},
      	"later": {}
      }
      """;

  @Test
  void writesEveryMetaOfPrometheusAndThanosAsItWas() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Golden.assumePresent("golden"))) {
      files = all.filter(file -> file.endsWith("meta.json")).toList();
    }

    for (Path file : files) {
      byte[] original = Files.readAllBytes(file);
      BlockMeta meta = BlockMeta.read(original, file.toString());
      boolean broken = WITHOUT_LINE_BREAK.contains(meta.ulid().toString());
      String expected = new String(original, UTF_8) + (broken ? "\n" : "");
      assertThat(new String(meta.write(), UTF_8)).as(file.toString()).isEqualTo(expected);
    }

    Conformance.count("golden-meta", files.size());
  }

  @Test
  void keepsEveryFieldAndUnknownOnesToo() {
    BlockMeta meta = BlockMeta.read(FULL.getBytes(UTF_8), "meta.json");

    assertThat(new String(meta.write(), UTF_8)).isEqualTo(FULL);
    assertThat(meta.resolution()).isEqualTo(300_000);
    assertThat(meta.stats()).isEqualTo(new BlockStats(3, 2, 1, 1, 2, 1));
    ThanosMeta thanos = meta.thanos().orElseThrow();
    assertThat(thanos.labels())
        .isEqualTo(Labels.of("a", "<\"\\\t\u0001\u2028é😀>", "b", "\b\f\n\r&"));
    assertThat(thanos.files().getFirst().hash()).contains(new BlockFile.Hash("SHA256", "00ff"));
    assertThat(thanos.extensions()).contains(new RawJson("{\"n\":1.50e3}"));
    assertThat(thanos.uploadTime()).contains(Instant.parse("2026-11-21T07:56:04.500Z"));
    assertThat(thanos.others()).containsEntry("later", new RawJson("[null,true]"));
    assertThat(meta.others()).containsEntry("later", new RawJson("{}"));
  }

  @Test
  void writesATimeThatWasNeverSetAsThanosDoes() {
    ThanosMeta thanos = ThanosMeta.of(Labels.of("tenant_id", "t"), 0, ThanosMeta.SOURCE_RECEIVE);
    BlockMeta meta =
        new BlockMeta(
            BLOCK,
            0,
            10,
            BlockStats.EMPTY,
            Compaction.first(BLOCK),
            Optional.of(thanos),
            java.util.Map.of());

    String text = new String(meta.write(), UTF_8);

    assertThat(text)
        .contains(
            "\"stats\": {},", "\"index_stats\": {},", "\"upload_time\": \"0001-01-01T00:00:00Z\"");
    assertThat(BlockMeta.read(meta.write(), "meta.json")).isEqualTo(meta);
  }

  @Test
  void rangeIsHalfOpen() {
    BlockMeta meta = BlockMeta.read(FULL.getBytes(UTF_8), "meta.json");

    assertThat(meta.range().contains(-5)).isTrue();
    assertThat(meta.range().contains(1767578400000L)).isFalse();
  }

  @Test
  void saysWhatIsWrongAndWhere() {
    rejects(
        "\"version\": 1,\n\t\"thanos",
        "\"version\": 2,\n\t\"thanos",
        "field version must be 1, was 2");
    rejects(
        "\"version\": 1,\n\t\"thanos",
        "\"x\": 1,\n\t\"thanos",
        "line 1, column 1: field version is missing");
    rejects(
        "-5", "5.5", "line 3, column 13: field minTime must be a whole number of at most 64 bits");
    rejects("-5", "1767578400001", "field maxTime must not lie before minTime 1767578400001");
    rejects("-5", "null", "field minTime is missing");
    rejects(
        "\"numSeries\": 1",
        "\"numSeries\": -1",
        "field stats.numSeries must not be negative, was -1");
    rejects(
        "\"level\": 2",
        "\"level\": \"2\"",
        "field compaction.level must be a whole number, was text");
    rejects("\"level\": 2", "\"level\": 4294967296", "field compaction.level must fit 32 bits");
    rejects(
        "\"deletable\": true",
        "\"deletable\": 1",
        "field compaction.deletable must be true or false");
    rejects(
        "00000000000000000000000000", "0", "field compaction.parents.ulid must be a block's name");
    rejects(
        "\"hints\": [", "\"hints\": [7,", "field compaction.hints must be text, was the number 7");
    rejects("\"failed\"", "\"level\"", "not valid JSON: Duplicate");
    rejects(
        "\"b\": \"", "\"b\": 1, \"c\": \"", "field thanos.labels.b must be text, was the number 1");
    rejects(
        "\"rel_path\": \"meta.json\"",
        "\"size_bytes\": 4",
        "field thanos.files.rel_path is missing");
    rejects(
        "2026-11-21T07",
        "2026-11-31T07",
        "field thanos.upload_time must be a time as RFC 3339 has it");
    rejects("\"later\": {}", "\"later\": {}}", "not valid JSON");
    rejects("\"later\": {}", "\"later\": ", "not valid JSON");
  }

  @Test
  void rejectsWhatIsNoObject() {
    for (String text :
        List.of("", "null", "[]", "7", "{} {}", "{", "{\"a\"", "\u0000", "[".repeat(100_000))) {
      assertThatExceptionOfType(CorruptDataException.class)
          .as(text)
          .isThrownBy(() -> BlockMeta.read(text.getBytes(UTF_8), "meta.json"))
          .withMessageContaining("meta.json at offset");
    }
  }

  @Test
  void everyTruncationIsAnError() {
    byte[] whole = FULL.getBytes(UTF_8);
    for (int length = 0; length < whole.length - 1; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThatExceptionOfType(CorruptDataException.class)
          .isThrownBy(() -> BlockMeta.read(part, "meta.json"));
    }
  }

  private static void rejects(String known, String bad, String message) {
    assertThat(FULL).contains(known);
    byte[] json = FULL.replace(known, bad).getBytes(UTF_8);
    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> BlockMeta.read(json, "01X/meta.json"))
        .withMessageStartingWith("01X/meta.json at offset ")
        .withMessageContaining(message);
  }
}
