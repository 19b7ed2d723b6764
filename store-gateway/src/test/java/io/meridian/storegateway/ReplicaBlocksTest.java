package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.model.Labels;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway sends of two replicas' blocks to who says that it joins them. */
class ReplicaBlocksTest {
  private static final long DAY = 86_400_000L;
  private static final long BEGIN = 1_768_262_400_000L;
  private static final long STEP = 30_000;
  private static final long HOUR = 3_600_000;
  private static final int SERIES = 5;
  private static final int HOURS = 24;

  private final UlidSource names =
      new UlidSource(InstantSource.fixed(Instant.ofEpochMilli(BEGIN)), new SplittableRandom(1));

  @TempDir private Path folder;

  private Path objects = Path.of("");

  @BeforeEach
  void writeBlocks() throws IOException {
    objects = Files.createDirectory(folder.resolve("objects"));
    block("a", 0, Long.MAX_VALUE);
    block("b", 7_000, Long.MAX_VALUE);
  }

  /** A day's block with a chunk an hour, but for what lies in the hour of an instant. */
  private void block(String replica, long phase, long away) {
    Ulid ulid = names.next();
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), objects, ulid, BlockWriter.Options.DEFAULT)) {
      for (int series = 0; series < SERIES; series++) {
        byte[] labels = Labels.of("__name__", "up", "instance", "host-" + series).packed();
        writer.addSeries(labels, 0, labels.length);
        for (long hour = BEGIN; hour < BEGIN + DAY; hour += HOUR) {
          if (away < hour || away >= hour + HOUR) {
            chunk(writer, hour + phase, hour + HOUR);
          }
        }
      }
      writer.finish(
          new BlockMeta(
              ulid,
              BEGIN,
              BEGIN + DAY,
              BlockStats.EMPTY,
              Compaction.first(ulid),
              Optional.of(
                  ThanosMeta.of(
                      Labels.of("cluster", "eu", "replica", replica),
                      0,
                      ThanosMeta.SOURCE_COMPACTOR)),
              Map.of()));
    }
  }

  private static void chunk(BlockWriter writer, long from, long to) {
    XorEncoder encoder = new XorEncoder();
    int count = 0;
    for (long at = from; at < to; at += STEP) {
      encoder.append(at, count++);
    }
    byte[] bytes = Arrays.copyOf(encoder.bytes(), encoder.length());
    writer.addChunk(
        ChunkEncoding.XOR, from, from + (count - 1) * STEP, count, bytes, 0, bytes.length);
  }

  private static SeriesRequest.Builder request() {
    return SeriesRequest.newBuilder()
        .setMinTime(BEGIN)
        .setMaxTime(BEGIN + DAY - 1)
        .addMatchers(LabelMatcher.newBuilder().setName("__name__").setValue("up"))
        .addWithoutReplicaLabels("replica")
        .setResponseBatchSize(64);
  }

  private GivenAnswer ask(SeriesRequest request) throws IOException, InterruptedException {
    try (RunningGateway gateway =
        new RunningGateway(
            FilesystemBucket.open(objects), folder.resolve("data"), CallLimits.NONE)) {
      Iterator<SeriesResponse> responses = gateway.store().series(request);
      GivenAnswer given = GivenAnswer.of(responses);
      assertThat(given.warnings()).isEmpty();
      assertThat(given.series()).hasSize(SERIES);
      return given;
    }
  }

  private static List<Long> begins(GivenAnswer given, int series) {
    return List.copyOf(given.series().values()).get(series).stream()
        .map(AggrChunk::getMinTime)
        .sorted()
        .toList();
  }

  @Test
  void givesAllChunksToWhoSaysNothing() throws IOException, InterruptedException {
    GivenAnswer given = ask(request().build());

    assertThat(given.series().values()).allSatisfy(chunks -> assertThat(chunks).hasSize(2 * HOURS));
  }

  @Test
  void givesOneReplicaThatMissesNothing() throws IOException, InterruptedException {
    GivenAnswer given = ask(request().setCoverage(true).build());

    for (int series = 0; series < SERIES; series++) {
      assertThat(begins(given, series)).hasSize(HOURS).allMatch(begin -> begin % HOUR == 0);
    }
  }

  @Test
  void givesBothWhereReplicasStayApart() throws IOException, InterruptedException {
    SeriesRequest request =
        request().setCoverage(true).clearWithoutReplicaLabels().setResponseBatchSize(64).build();
    try (RunningGateway gateway =
        new RunningGateway(
            FilesystemBucket.open(objects), folder.resolve("data"), CallLimits.NONE)) {
      assertThat(GivenAnswer.of(gateway.store().series(request)).series()).hasSize(2 * SERIES);
    }
  }

  @Test
  void fillsWhatTheFirstMissesFromTheOther() throws IOException, InterruptedException {
    block("0", 3_000, BEGIN + 5 * HOUR); // before a by its name, and away for an hour

    GivenAnswer given = ask(request().setCoverage(true).build());

    for (int series = 0; series < SERIES; series++) {
      List<Long> begins = begins(given, series);
      assertThat(begins.stream().filter(begin -> begin % HOUR == 3_000)).hasSize(HOURS - 1);
      assertThat(begins).contains(BEGIN + 5 * HOUR, BEGIN + 5 * HOUR + 7_000);
      assertThat(begins).hasSizeLessThan(HOURS + 8);
    }
  }

  @Test
  void leavesOutChunksBetweenTheWindowsOfAQuery() throws IOException, InterruptedException {
    SeriesRequest.Builder request = request().setStep(6 * HOUR).setWindow(300_000);

    GivenAnswer both = ask(request.build());
    GivenAnswer one = ask(request.setCoverage(true).build());

    // Windows begin with the hours 0, 6, 12 and 18. Where replicas are joined the one that is sent
    // must not seem to miss what is between.
    for (int series = 0; series < SERIES; series++) {
      assertThat(begins(both, series)).hasSize(8);
      assertThat(begins(one, series)).hasSize(HOURS);
    }
  }
}
