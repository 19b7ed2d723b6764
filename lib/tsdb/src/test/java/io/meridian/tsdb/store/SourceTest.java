package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.RequestBytes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a store knows of those who send to it. */
class SourceTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private long now = 1_700_000_000_000L;

  private SampleStore open(SimulatedDisk on) {
    return SampleStore.open(
        on,
        Path.of("/data"),
        StoreOptions.of(Labels.of("receive_replica", "r0")),
        () -> Instant.ofEpochMilli(now),
        new SplittableRandom(1));
  }

  /** A request with a sample of each of three series of a cluster's replica. */
  private void append(SampleStore store, String cluster, String replica, String sender, long time) {
    RequestBytes request = new RequestBytes();
    for (int series = 0; series < 3; series++) {
      request.label("__name__", "m" + series).label("cluster", cluster);
      request.label("prometheus_replica", replica).sample(time, 1).endSeries();
    }
    byte[] body = request.take();
    store.append("t", sender, body, 0, body.length);
  }

  @Test
  void tellsClustersReplicasAndSendersApart() {
    SampleStore store = open(disk);
    append(store, "eu", "0", "10.0.0.1", now - 500);
    append(store, "eu", "1", "10.0.0.2", now - 700);
    append(store, "us", "0", "10.0.0.1", now - 90_000);
    append(store, "eu", "0", "10.0.0.9", now - 400);

    assertThat(store.sources("t"))
        .extracting(SourceState::cluster, SourceState::replica, SourceState::sender)
        .containsExactly(
            tuple("eu", "0", "10.0.0.1"),
            tuple("eu", "1", "10.0.0.2"),
            tuple("us", "0", "10.0.0.1"),
            tuple("eu", "0", "10.0.0.9"));
    assertThat(store.sources("t"))
        .extracting(SourceState::skew)
        .containsExactly(500L, 700L, 90_000L, 400L);
    assertThat(store.sources("nobody")).isEmpty();
  }

  @Test
  void countsSamplesRateAndRefusals() {
    SampleStore store = open(disk);
    for (int i = 0; i < 100; i++) {
      now += 15_000;
      append(store, "eu", "0", "a", now);
    }
    append(store, "eu", "0", "a", now + 3_600_000);

    SourceState state = store.sources("t").get(0);
    assertThat(state.stored()).isEqualTo(300);
    assertThat(state.refused()).isEqualTo(3);
    assertThat(state.lastSample()).isEqualTo(now);
    assertThat(state.lastArrival()).isEqualTo(now);
    assertThat(state.rate()).isCloseTo(3 / 15.0, within(0.05));
    now += 600_000;
    assertThat(store.sources("t").get(0).rate()).isLessThan(0.001);
  }

  @Test
  void isKeptOverKillsAndStops() {
    SampleStore store = open(disk);
    append(store, "eu", "0", "a", now);
    now += 20_000;
    append(store, "eu", "0", "a", now);
    List<SourceState> known = store.sources("t");

    assertThat(open(disk.afterKill()).sources("t")).isEqualTo(known);
    now += 1000;
    append(store, "eu", "0", "a", now);
    known = store.sources("t");
    store.close();
    SampleStore again = open(disk);
    assertThat(again.sources("t")).isEqualTo(known);
    append(again, "eu", "0", "a", now + 1);
    assertThat(again.sources("t")).hasSize(1);
    assertThat(again.sources("t").get(0).stored()).isEqualTo(12);
  }

  @Test
  void refusesDamagedRecordsWithATypedError() {
    SourceState state = new SourceState("eu", "0", "sender", 1, 2, 3, 4.5, 6, 7);
    byte[] record = SourceRecord.write(List.of(state, state));

    assertThat(SourceRecord.read(record)).containsExactly(state, state);
    for (int length = 1; length < record.length; length++) {
      byte[] cut = Arrays.copyOf(record, length);
      if (length != record.length / 2) {
        assertThatThrownBy(() -> SourceRecord.read(cut)).isInstanceOf(CorruptDataException.class);
      }
    }
  }
}
