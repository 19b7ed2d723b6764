package io.meridian.receiver.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.model.Labels;
import io.meridian.receiver.keep.Housekeeping.Plan;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private final MemoryBucket bucket = new MemoryBucket("blocks", () -> Instant.EPOCH);
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  private SampleStore open() {
    return SampleStore.open(
        Disk.local(),
        folder,
        StoreOptions.of(Labels.of("receive_replica", "r0")),
        () -> now,
        new SplittableRandom(1));
  }

  private Housekeeping keep(SampleStore store, Duration retention, boolean cutsAtEnd) {
    return keep(store, bucket, retention, cutsAtEnd);
  }

  private Housekeeping keep(SampleStore store, Bucket to, Duration retention, boolean cutsAtEnd) {
    Plan plan = new Plan(Duration.ofHours(1), retention, cutsAtEnd);
    return new Housekeeping(() -> store, plan, Optional.of(to), Disk.local(), () -> now);
  }

  private void write(SampleStore store, String tenant) {
    byte[] body =
        WriteRequest.newBuilder()
            .addTimeseries(
                TimeSeries.newBuilder()
                    .addLabels(Label.newBuilder().setName("a").setValue("b"))
                    .addSamples(Sample.newBuilder().setTimestamp(now.toEpochMilli()).setValue(1)))
            .build()
            .toByteArray();
    assertThat(store.append(tenant, body, 0, body.length).stored()).isEqualTo(1);
  }

  private void writeSixHoursApart(SampleStore store, String tenant) {
    write(store, tenant);
    now = now.plus(Duration.ofHours(6));
    write(store, tenant);
  }

  @Test
  void cutsShipsAndDeletesWhatIsOverAge() {
    try (SampleStore store = open()) {
      Housekeeping housekeeping = keep(store, DAY, false);
      writeSixHoursApart(store, "one");

      housekeeping.round();

      BlockMeta block = store.blocks("one").getFirst();
      assertThat(bucket.exists(block.ulid() + "/meta.json")).isTrue();
      assertThat(labels(block)).isEqualTo(Labels.of("receive_replica", "r0", "tenant_id", "one"));
      now = now.plus(DAY);
      housekeeping.round();
      assertThat(store.blocks("one")).doesNotContain(block).hasSize(1);
      assertThat(bucket.exists(block.ulid() + "/meta.json")).isTrue();
      HousekeepingStats stats = housekeeping.stats();
      assertThat(List.of(stats.cut(), stats.shipped(), stats.deleted()))
          .containsExactly(2L, 2L, 1L);
      assertThat(stats.cutFailures() + stats.shipFailures()).isZero();
    }
  }

  private static Labels labels(BlockMeta block) {
    return block.thanos().orElseThrow().labels();
  }

  @Test
  void keepsWhatCouldNotBeShippedHoweverOldItIs() {
    Faults down = Faults.none(1).withShares(1, 0, 0);
    Bucket broken = new FaultyBucket(bucket, down);
    try (SampleStore store = open()) {
      writeSixHoursApart(store, "one");
      now = now.plus(DAY);
      Housekeeping housekeeping = keep(store, broken, DAY, false);

      housekeeping.round();

      assertThat(store.blocks("one")).hasSize(2);
      assertThat(housekeeping.stats().shipFailures()).isEqualTo(2);
      assertThat(housekeeping.stats().deleted()).isZero();
      keep(store, DAY, false).round();
      assertThat(store.blocks("one")).hasSize(1);
    }
  }

  @Test
  void cutsAndShipsEverythingAtTheEndIfAskedTo() throws InterruptedException {
    try (SampleStore store = open()) {
      Housekeeping housekeeping = keep(store, DAY, true);
      write(store, "one");
      write(store, "two");
      housekeeping.start();
      housekeeping.stop();

      for (String tenant : List.of("one", "two")) {
        BlockMeta block = store.blocks(tenant).getFirst();
        assertThat(bucket.exists(block.ulid() + "/meta.json")).isTrue();
      }
    }
  }

  @Test
  void neverDeletesWithoutARetention() {
    try (SampleStore store = open()) {
      writeSixHoursApart(store, "one");
      now = now.plus(Duration.ofDays(4000));
      keep(store, Duration.ZERO, false).round();
      assertThat(store.blocks("one")).hasSize(2);
    }
  }

  @Test
  void goesOnWhenARoundBreaksOff() throws InterruptedException {
    CountDownLatch rounds = new CountDownLatch(3);
    Plan plan = new Plan(Duration.ofMillis(1), DAY, false);
    Housekeeping housekeeping =
        new Housekeeping(
            () -> {
              rounds.countDown();
              throw new IllegalStateException("a fault of ours");
            },
            plan,
            Optional.empty(),
            Disk.local(),
            () -> now);

    housekeeping.start();

    assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
    housekeeping.stop();
  }
}
