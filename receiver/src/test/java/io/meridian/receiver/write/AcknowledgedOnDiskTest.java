package io.meridian.receiver.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer to a sender is worth when the power goes at that very moment. */
final class AcknowledgedOnDiskTest {
  private static final int SENDERS = 4;
  private static final int REQUESTS = 12;

  @TempDir private Path folder;

  private static SampleStore open(Disk disk, Path folder, SyncPolicy sync) {
    return SampleStore.open(
        disk,
        folder,
        StoreOptions.of(Labels.of("receive_replica", "r0"))
            .withLog(LogOptions.DEFAULT.withSync(sync)),
        () -> Instant.ofEpochMilli(Endpoint.NOW),
        new SplittableRandom(1));
  }

  private static RemoteWrite door(SampleStore store) {
    return new RemoteWrite(
        "THANOS-REPLICA",
        request -> request.headers().first("THANOS-TENANT").orElse("nobody"),
        new WriteLimits(LimitsConfig.NONE, 1 << 20),
        new TenantBound(100, store::tenants),
        (origin, batch, allowed) -> store.append(origin.tenant(), origin.sender(), batch, allowed),
        new WriteCounters(),
        64 << 20,
        1 << 20,
        System::nanoTime);
  }

  private static int send(RemoteWrite door, String tenant, int request) {
    byte[] body =
        Endpoint.snappy(
            new Sent().series("__name__", "m" + request).sample(Endpoint.NOW, 1).bytes());
    return Endpoint.send(door, body, "THANOS-TENANT", tenant, "Content-Encoding", "snappy")
        .status();
  }

  /** How many series of a tenant there are when the power comes back. */
  private static int left(PowerCutDisk disk, Path copy, String tenant) throws Exception {
    disk.leave(copy);
    try (SampleStore store =
        open(Disk.local(), copy, new SyncPolicy.EveryInterval(Duration.ofSeconds(1)))) {
      return store.source(tenant).map(source -> source.seriesCount()).orElse(0);
    }
  }

  @Test
  void hasEverythingThatWasAnsweredWhereEachRequestIsMadeDurable() throws Exception {
    Path data = folder.resolve("data");
    PowerCutDisk disk = new PowerCutDisk(data);
    try (SampleStore store = open(disk, data, new SyncPolicy.EveryRequest());
        ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      RemoteWrite door = door(store);
      List<Future<?>> ends = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        String tenant = "t" + sender;
        ends.add(
            threads.submit(() -> {
              for (int request = 1; request <= REQUESTS; request++) {
                assertThat(send(door, tenant, request)).isEqualTo(204);
                Path copy = folder.resolve(tenant + "-" + request);
                assertThat(left(disk, copy, tenant)).isEqualTo(request);
              }
              return null;
            }));
      }
      for (Future<?> each : ends) {
        each.get();
      }
    }
  }

  @Test
  void mayLoseTheLastIntervalWhereItIsMadeDurableByIntervals() throws Exception {
    Path data = folder.resolve("data");
    PowerCutDisk disk = new PowerCutDisk(data);
    try (SampleStore store = open(disk, data, new SyncPolicy.EveryInterval(Duration.ofHours(1)))) {
      assertThat(send(door(store), "t", 1)).isEqualTo(204);

      assertThat(left(disk, folder.resolve("copy"), "t")).isZero();
    }
  }

  @Test
  void hasEverythingOnDiskOnceItHasEnded() throws Exception {
    Path data = folder.resolve("data");
    PowerCutDisk disk = new PowerCutDisk(data);
    try (SampleStore store = open(disk, data, new SyncPolicy.EveryInterval(Duration.ofHours(1)))) {
      for (int request = 1; request <= REQUESTS; request++) {
        assertThat(send(door(store), "t", request)).isEqualTo(204);
      }
    }

    assertThat(left(disk, folder.resolve("copy"), "t")).isEqualTo(REQUESTS);
  }
}
