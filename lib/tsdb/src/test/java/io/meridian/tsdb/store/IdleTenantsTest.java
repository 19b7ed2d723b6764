package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.SyncPolicy;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A thousand tenants that wrote once: they cost little memory and no fsync. */
class IdleTenantsTest {
  private static final int TENANTS = 1000;
  private static final int SERIES = 20;
  private static final long NOW = 1_700_000_000_000L;
  private static final long MOST_BYTES = 64 << 10;

  private final SimulatedDisk disk = new SimulatedDisk();

  private SampleStore open() {
    SyncPolicy policy = new SyncPolicy.EveryInterval(Duration.ofMillis(1));
    return SampleStore.open(
        disk,
        Path.of("/data"),
        StoreOptions.of(Labels.of("receive_replica", "r0"))
            .withLog(LogOptions.DEFAULT.withSync(policy)),
        () -> Instant.ofEpochMilli(NOW),
        new SplittableRandom(1));
  }

  private static void append(SampleStore store, int tenant) {
    RequestBytes request = new RequestBytes();
    for (int series = 0; series < SERIES; series++) {
      request.label("__name__", "metric_" + series).label("pod", "pod-" + tenant);
      request.sample(NOW, series).endSeries();
    }
    byte[] body = request.take();
    assertThat(store.append("tenant-" + tenant, body, 0, body.length).stored()).isEqualTo(SERIES);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void costLittleMemoryAndNoFsyncAlsoAfterARestart() {
    SampleStore store = open();
    append(store, 0);
    long before = usedHeap();
    for (int tenant = 1; tenant <= TENANTS; tenant++) {
      append(store, tenant);
    }
    assertThat((usedHeap() - before) / TENANTS).isLessThan(MOST_BYTES);

    store.sync();
    long syncs = store.logStats().syncs();
    for (int tenant = 1; tenant <= TENANTS; tenant++) {
      assertThat(SeriesText.of(store.source("tenant-" + tenant).orElseThrow())).hasSize(SERIES);
    }
    assertThat(store.cut()).isEmpty();
    assertThat(store.logStats().syncs()).isEqualTo(syncs);
    store.close();

    long closed = usedHeap();
    SampleStore again = open();
    assertThat((usedHeap() - closed) / TENANTS).isLessThan(MOST_BYTES);
    assertThat(again.tenants()).hasSize(TENANTS + 1);
    assertThat(again.logStats().syncs()).isZero();
  }
}
