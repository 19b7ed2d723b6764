package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.Labels;
import io.meridian.model.StaleMarker;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.SyncPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a store gives up: blocks that a checkpoint covers, open chunks of series that ended. */
class BlockRetentionTest {
  private static final long HOUR = 3_600_000;
  private static final long BEGIN = 472_222 * HOUR;
  private static final Path FOLDER = Path.of("/data");
  private static final StoreOptions OPTIONS =
      StoreOptions.of(Labels.of("receive_replica", "r0"))
          .withLog(LogOptions.DEFAULT.withSync(new SyncPolicy.EveryRequest()));

  private SimulatedDisk disk = new SimulatedDisk();
  private long now = BEGIN;
  private SampleStore store = open();

  private SampleStore open() {
    return SampleStore.open(
        disk, FOLDER, OPTIONS, () -> Instant.ofEpochMilli(now), new SplittableRandom(1));
  }

  private void append(String series, double value) {
    byte[] body = new RequestBytes().label("series", series).sample(now, value).endSeries().take();
    assertThat(store.append("t", body, 0, body.length).refused()).isEmpty();
  }

  private Map<Labels, List<String>> read() {
    return store.source("t").map(SeriesText::of).orElse(Map.of());
  }

  /** A sample in a block, another one in the head. */
  private void cutOne() {
    append("old", 1);
    now += 7 * HOUR;
    append("new", 2);
    assertThat(store.cut()).hasSize(1);
  }

  private long heapBytes() {
    return store.source("t").orElseThrow().stats(1).heapBytes();
  }

  private boolean delete() {
    return store.delete("t", store.blocks("t").getFirst().ulid());
  }

  @Test
  void keepsBlocksUntilACheckpointCoversThem() {
    cutOne();

    assertThat(delete()).isFalse();
    assertThat(store.blocks("t")).hasSize(1);

    store.checkpoint();
    assertThat(delete()).isTrue();
    assertThat(store.blocks("t")).isEmpty();
    assertThat(read()).containsOnlyKeys(Labels.of("series", "new"));
  }

  @Test
  void coversBlocksThatItFound() {
    cutOne();
    disk = disk.afterKill();
    store = open();

    assertThat(delete()).isFalse();
    store.checkpoint();
    assertThat(delete()).isTrue();
  }

  @Test
  void leavesNothingOfABlockWhoseFilesWereNotDeleted() throws IOException {
    cutOne();
    store.checkpoint();
    disk.failOnce(4);
    assertThatThrownBy(this::delete).isInstanceOf(UnavailableException.class);

    disk = disk.afterPowerLoss(new SplittableRandom(1));
    store = open();

    assertThat(read()).containsOnlyKeys(Labels.of("series", "new"));
    assertThat(disk.files(FOLDER).keySet()).noneMatch(path -> path.contains("deletion"));
  }

  @Test
  void closesChunksOfSeriesThatEnded() {
    RequestBytes samples = new RequestBytes();
    RequestBytes markers = new RequestBytes();
    for (int i = 0; i < 20_000; i++) {
      samples.label("series", "s" + i).sample(now, i).endSeries();
      markers
          .label("series", "s" + i)
          .sample(now + 1000, Double.longBitsToDouble(StaleMarker.BITS))
          .endSeries();
    }
    for (byte[] body : List.of(samples.take(), markers.take())) {
      store.append("t", body, 0, body.length);
    }
    Map<Labels, List<String>> before = read();
    long open = heapBytes();

    now += 1000 + 300_000;
    store.maintain();
    assertThat(heapBytes()).isEqualTo(open);
    now += 300_000;
    store.maintain();

    assertThat(heapBytes())
        .isLessThan(open - 250_000); // of 640,000, half of which stay for chunks to come
    assertThat(read()).isEqualTo(before);
  }
}
