package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.head.SeriesText;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tenant that nobody writes to gives back what it held, and is there again when it is asked. */
final class RestingTenantTest {
  private static final long BEGIN = 1_700_006_400_000L;
  private static final String TENANT = "team";
  private static final int REQUEST = 500;

  @TempDir Path folder;
  private long now = BEGIN;

  private SampleStore open(Path at) {
    return SampleStore.open(
        Disk.local(),
        at,
        StoreOptions.of(Labels.of("receive_replica", "r0")),
        () -> Instant.ofEpochMilli(now),
        new SplittableRandom(1));
  }

  private void append(SampleStore store, String tenant, int series) {
    for (int from = 0; from < series; from += REQUEST) {
      int to = Math.min(series, from + REQUEST);
      RequestBytes request = new RequestBytes();
      for (int i = from; i < to; i++) {
        request.label("__name__", "metric").label("pod", tenant + "-pod-" + i);
        request.sample(now, i).endSeries();
      }
      byte[] body = request.take();
      assertThat(store.append(tenant, body, 0, body.length).stored()).isEqualTo(to - from);
    }
  }

  private void pass(Duration time) {
    now += time.toMillis();
  }

  /** All that is due, round after round, until blocks rest that nobody reads. */
  private void maintain(SampleStore store) {
    for (int round = 0; round < 3; round++) {
      pass(Duration.ofHours(1));
      store.maintain();
    }
  }

  private static Map<Labels, List<String>> read(SampleStore store, String tenant) {
    return SeriesText.of(store.source(tenant).orElseThrow());
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** What is on the disk when a process is killed. */
  private Path copy() throws IOException {
    Path copy = folder.resolve("copy");
    Path original = folder.resolve("store");
    try (var files = Files.walk(original)) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(original.relativize(each)));
      }
    }
    return copy;
  }

  @Test
  @Timeout(60)
  void givesMemoryBackAndClosesItsBlocksUntilItIsRead() {
    try (SampleStore store = open(folder.resolve("store"))) {
      append(store, "warm", REQUEST);
      long before = usedHeap();
      append(store, TENANT, 20_000);
      long grown = usedHeap() - before;
      pass(Duration.ofHours(6));

      assertThat(store.maintain()).isNotEmpty();
      maintain(store);

      assertThat(store.idleTenants()).isEqualTo(2);
      assertThat(store.openBlocks()).isZero();
      while (usedHeap() - before >= grown / 4) {
        Thread.onSpinWait(); // a collection may leave what the next one takes
      }

      assertThat(read(store, TENANT)).hasSize(20_000);
      assertThat(store.openBlocks()).isEqualTo(1);
      maintain(store);
      assertThat(store.openBlocks()).isZero();
    }
  }

  @Test
  void takesSamplesAgainAndLosesNoneOfThemWhenKilled() throws IOException {
    try (SampleStore store = open(folder.resolve("store"))) {
      append(store, TENANT, 50);
      append(store, "busy", 5);
      pass(Duration.ofHours(6));
      store.maintain();
      assertThat(store.idleTenants()).isEqualTo(2);

      append(store, TENANT, 70);
      append(store, "busy", 5);
      store.sync();

      assertThat(store.idleTenants()).isZero();
      Map<Labels, List<String>> all = read(store, TENANT);
      assertThat(all).hasSize(70);
      assertThat(all.values().stream().mapToInt(List::size).sum()).isEqualTo(120);
      try (SampleStore again = open(copy())) {
        assertThat(read(again, TENANT)).isEqualTo(all);
        assertThat(read(again, "busy")).isEqualTo(read(store, "busy"));
        assertThat(again.recovery().nameless()).isEmpty();
      }
    }
  }

  @Test
  void staysAsItIsWhileItIsWrittenTo() {
    try (SampleStore store = open(folder.resolve("store"))) {
      append(store, TENANT, 5);
      pass(Duration.ofHours(6));
      append(store, TENANT, 5);

      assertThat(store.maintain()).isNotEmpty();
      pass(Duration.ofMinutes(50));
      store.checkpoint();

      assertThat(store.idleTenants()).isZero();
      assertThat(store.openBlocks()).isEqualTo(1);
    }
  }
}
