package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.blocks.BlockUpload;
import io.meridian.blocks.Shipper;
import io.meridian.bucket.Bucket;
import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A receiver's store through 30 hours. One cluster writes as things happen; another one lags nine
 * hours behind, and at the end sends some of the first hours' samples, twice. A series that both
 * have is whole only where their samples are brought together. All is shipped.
 */
final class LaggingCluster implements AutoCloseable {
  static final String TENANT = "t";
  static final long HOUR = 3_600_000;

  /** A begin of blocks of two days. */
  static final long BEGIN = 472_224 * HOUR;

  static final Labels EXTERNAL = Labels.of("receive_replica", "r0", "tenant_id", TENANT);

  private static final long STEP = HOUR / 4;
  private static final int STEPS = 120;
  private static final int FIRST_LATE = 40;
  private static final int LAG = 36;
  private static final int SERIES = 5;

  private final SampleStore store;
  private final Shipper shipper;
  private final List<BlockMeta> blocks = new ArrayList<>();
  private final Map<Labels, SortedMap<Long, Double>> sent = new TreeMap<>();
  private long now = BEGIN;

  private LaggingCluster(Path folder, Bucket bucket, boolean labelled) {
    StoreOptions options =
        StoreOptions.of(Labels.of("receive_replica", "r0")).withLateLabel(labelled);
    InstantSource clock = () -> Instant.ofEpochMilli(now);
    store = SampleStore.open(Disk.local(), folder, options, clock, new SplittableRandom(1));
    shipper = new Shipper(store.folder(TENANT), Disk.local(), new BlockUpload(bucket, clock, true));
  }

  /** The store behind its last hour. */
  static LaggingCluster shipped(Path folder, Bucket bucket, boolean labelled) {
    LaggingCluster cluster = new LaggingCluster(folder, bucket, labelled);
    cluster.run();
    return cluster;
  }

  private void run() {
    for (int step = 0; step < STEPS; step++) {
      now = BEGIN + step * STEP;
      for (int i = 0; i < SERIES; i++) {
        append(i, now, step);
      }
      if (step >= FIRST_LATE) {
        lag(now - LAG * STEP);
      }
      blocks.addAll(store.cut());
    }
    for (int again = 1; again <= 2; again++) {
      for (int step = 0; step < 8; step++) {
        append(0, BEGIN + step * STEP + again, step);
      }
      blocks.addAll(store.cutAll());
    }
    assertThat(shipper.ship().failed()).isEmpty();
  }

  private void lag(long time) {
    for (int i = SERIES - 1; i < 2 * SERIES; i++) {
      append(i, time + STEP / 2, i);
    }
  }

  private void append(int series, long time, double value) {
    Map<String, String> labels = Map.of("__name__", "up", "instance", "i" + series);
    TimeSeries.Builder message =
        TimeSeries.newBuilder().addSamples(Sample.newBuilder().setTimestamp(time).setValue(value));
    new TreeMap<>(labels)
        .forEach(
            (name, text) -> message.addLabels(Label.newBuilder().setName(name).setValue(text)));
    byte[] body = WriteRequest.newBuilder().addTimeseries(message).build().toByteArray();
    assertThat(store.append(TENANT, body, 0, body.length).stored()).isEqualTo(1);
    Map<String, String> all = new TreeMap<>(labels);
    all.putAll(EXTERNAL.toMap());
    sent.computeIfAbsent(Labels.of(all), _ -> new TreeMap<>()).put(time, value);
  }

  /** All that was sent, by series with their external labels. */
  Map<Labels, SortedMap<Long, Double>> sent() {
    return sent;
  }

  /** The blocks that were cut. */
  List<BlockMeta> blocks() {
    return blocks;
  }

  @Override
  public void close() {
    store.close();
  }
}
