package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.head.SentBodies;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.ingest.RemoteWrite2Decoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Requests of real senders, histograms among them, in a store that is opened again. */
class GoldenRestartTest {
  private static final List<String> SENDERS =
      List.of(
          "prometheus-3.14-rw1",
          "prometheus-3.14-rw1-plain",
          "prometheus-3.14-rw1-custom-buckets",
          "prometheus-2.42-agent",
          "vmagent-1.150-snappy",
          "prometheus-3.14-rw2-start-timestamps");

  private final SimulatedDisk disk = new SimulatedDisk();
  private final RemoteWrite2Decoder decoder = new RemoteWrite2Decoder();
  private final WriteBatch batch = new WriteBatch();
  private final SeriesLimits limits = HeadOptions.DEFAULT.limits();

  private static SampleStore open(SimulatedDisk disk) {
    return SampleStore.open(
        disk,
        Path.of("/data"),
        StoreOptions.of(Labels.of("receive_replica", "r0")),
        () -> Instant.parse("2026-11-22T00:00:00Z"),
        new SplittableRandom(1));
  }

  @Test
  void answersTheSameAfterKillCheckpointAndStop() throws IOException {
    SampleStore store = open(disk);
    for (String sender : SENDERS) {
      List<Path> bodies = SentBodies.of(sender);
      for (int i = 0; i < bodies.size(); i++) {
        byte[] body = SentBodies.decompressed(bodies.get(i));
        if (sender.contains("-rw2")) {
          decoder.decode(body, 0, body.length, 1 << 20, batch);
          assertThat(store.append(sender, "", batch, limits).refused()).isEmpty();
        } else {
          assertThat(store.append(sender, body, 0, body.length).refused()).isEmpty();
        }
        if (i == bodies.size() / 2) {
          store.checkpoint();
        }
      }
    }
    Map<String, Map<Labels, List<String>>> expected = read(store);
    assertThat(expected).hasSize(SENDERS.size());

    assertThat(read(open(disk.afterKill()))).isEqualTo(expected);
    store.close();
    SampleStore again = open(disk);
    assertThat(again.recovery().log().records()).isZero();
    assertThat(read(again)).isEqualTo(expected);
  }

  private static Map<String, Map<Labels, List<String>>> read(SampleStore store) {
    Map<String, Map<Labels, List<String>>> read = new TreeMap<>();
    for (String tenant : store.tenants()) {
      read.put(tenant, SeriesText.of(store.source(tenant).orElseThrow()));
    }
    return read;
  }
}
