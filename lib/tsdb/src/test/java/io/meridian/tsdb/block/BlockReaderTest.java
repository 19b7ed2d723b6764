package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.tsdb.block.GoldenBlock.DumpedSeries;
import io.meridian.tsdb.chunk.ChunkDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BlockReaderTest {
  @Test
  void givesTheChunksOfEveryGoldenBlock() {
    int chunks = 0;
    for (GoldenBlock golden : GoldenBlock.all()) {
      try (BlockReader block = BlockReader.open(golden.folder());
          ChunkSeriesCursor cursor = block.chunkSeries(List.of(), TimeRange.ALL);
          Stream<DumpedSeries> dump = golden.series()) {
        for (DumpedSeries series : (Iterable<DumpedSeries>) dump::iterator) {
          assertThat(cursor.next()).isTrue();
          assertThat(labels(cursor)).isEqualTo(series.labels());
          assertSameChunks(golden, cursor, series.chunks());
          chunks += cursor.chunks();
        }
        assertThat(cursor.next()).as(golden.folder().toString()).isFalse();
      }
    }
    Conformance.count("golden-block-chunks", chunks);
  }

  private static void assertSameChunks(
      GoldenBlock golden, ChunkSeriesCursor cursor, List<Json> expected) {
    assertThat(cursor.chunks()).as(golden.folder().toString()).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      Json chunk = expected.get(i);
      assertThat(cursor.chunkMinTime(i)).isEqualTo(GoldenBlock.number(chunk, "mint"));
      assertThat(cursor.chunkMaxTime(i)).isEqualTo(GoldenBlock.number(chunk, "maxt"));
      assertThat(cursor.chunkEncoding(i).label()).isEqualTo(GoldenBlock.text(chunk, "encoding"));
      ChunkBytes bytes = cursor.chunk(i);
      assertThat(bytes.length()).isEqualTo((int) GoldenBlock.number(chunk, "len"));
      assertThat(sha256(bytes)).isEqualTo(GoldenBlock.text(chunk, "bytes_sha256"));
    }
  }

  @Test
  void givesOnlyWhatMatchesAndReachesIntoTheRange() {
    GoldenBlock golden = GoldenBlock.one("xor");
    try (BlockReader block = BlockReader.open(golden.folder());
        ChunkSeriesCursor all = block.chunkSeries(List.of(), TimeRange.ALL);
        ChunkSeriesCursor none =
            block.chunkSeries(List.of(Matcher.equal("no", "such")), TimeRange.ALL);
        ChunkSeriesCursor past =
            block.chunkSeries(List.of(), new TimeRange(0, block.meta().minTime() - 1))) {
      assertThat(all.next()).isTrue();
      assertThat(none.next()).isFalse();
      assertThat(past.next()).isFalse();
      long min = all.chunkMinTime(1);
      try (ChunkSeriesCursor part = block.chunkSeries(List.of(), new TimeRange(min, min))) {
        assertThat(part.next()).isTrue();
        assertThat(labels(part)).isEqualTo(labels(all));
        assertThat(part.chunks()).isEqualTo(1);
        assertThat(part.chunkMinTime(0)).isEqualTo(min);
      }
    }
  }

  @Test
  void leavesOutWhatIsDeleted() {
    GoldenBlock golden = GoldenBlock.one("tombstones").withDump("dump-visible.jsonl.gz");
    ChunkDecoder decoder = new ChunkDecoder();
    SampleBuffer samples = new SampleBuffer();
    try (BlockReader block = BlockReader.open(golden.folder());
        ChunkSeriesCursor cursor = block.visibleChunkSeries(List.of(), TimeRange.ALL);
        Stream<DumpedSeries> dump = golden.series()) {
      for (DumpedSeries series : (Iterable<DumpedSeries>) dump::iterator) {
        assertThat(cursor.next()).isTrue();
        assertThat(labels(cursor)).isEqualTo(series.labels());
        samples.clear();
        for (int i = 0; i < cursor.chunks(); i++) {
          int before = samples.size();
          assertThat(cursor.chunkEncoding(i)).isEqualTo(cursor.chunk(i).encoding());
          ChunkBytes chunk = cursor.chunk(i);
          decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
          assertThat(cursor.chunkMinTime(i)).isEqualTo(samples.time(before));
          assertThat(cursor.chunkMaxTime(i)).isEqualTo(samples.time(samples.size() - 1));
        }
        // Only the hint of a histogram that lost its predecessor may differ.
        List<String> found = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
          found.add(withoutHint(SampleDump.of(samples, i)));
        }
        assertThat(found)
            .isEqualTo(
                series.samples().stream()
                    .map(JsonText::compact)
                    .map(BlockReaderTest::withoutHint)
                    .toList());
      }
      assertThat(cursor.next()).isFalse();
    }
  }

  private static String withoutHint(String sample) {
    return sample.replaceAll("\"hint\":\"[a-z_]*\",", "");
  }

  @Test
  void aFolderWithoutMetaIsNoBlock() {
    GoldenBlock golden = GoldenBlock.one("xor");
    assertThatExceptionOfType(CorruptDataException.class)
        .isThrownBy(() -> BlockReader.open(golden.folder().resolve("chunks")))
        .withMessageContaining("there is no meta.json");
  }

  static Labels labels(ChunkSeriesCursor cursor) {
    return Labels.copyOf(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo());
  }

  private static String sha256(ChunkBytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.data(), bytes.from(), bytes.length());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
