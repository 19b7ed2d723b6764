package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whichever byte of a store's files rots: it opens, answers nothing wrong, says what is missing.
 */
class RottenStoreTest {
  private static final Path FOLDER = Path.of("/data");
  private static final long RANGE = 100_000;
  private static final long STEP = 100;
  private static final int SAMPLES = 200;

  /** Bytes of a file that are looked at, evenly. */
  private static final int BYTES_A_FILE = 50;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final StoreOptions options =
      StoreOptions.of(Labels.of("receive_replica", "r0"))
          .withLog(new LogOptions(new SyncPolicy.EveryRequest(), 1 << 20))
          .withHead(new HeadOptions(Duration.ofMillis(RANGE), Duration.ofHours(1), 1000))
          .withWindow(Duration.ofMillis(RANGE));
  private SampleStore store;
  private Set<String> sent;

  @BeforeEach
  void fill() {
    store =
        SampleStore.open(
            disk, FOLDER, options, () -> Instant.ofEpochMilli(RANGE), new SplittableRandom(1));
    for (int i = 0; i < SAMPLES; i += 50) {
      append("one", i, 0);
      append("two", i, 0);
    }
    append("one", 0, STEP / 2); // behind later samples
    sent = new HashSet<>();
    for (String tenant : store.tenants()) {
      Map<Labels, List<String>> series = SeriesText.of(store.source(tenant).orElseThrow());
      series.forEach((labels, samples) ->
          samples.forEach(sample -> sent.add(StoreSimulation.text(tenant, labels, sample))));
    }
    assertThat(sent).hasSize(2 * 3 * SAMPLES + 3 * 50);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void append(String tenant, int from, long offset) {
    RequestBytes request = new RequestBytes();
    for (int series = 0; series < 3; series++) {
      request.label("series", "s" + series);
      for (int i = from; i < from + 50; i++) {
        request.sample(i * STEP + offset, i * 0.3 + series);
      }
      request.endSeries();
    }
    byte[] body = request.take();
    assertThat(store.append(tenant, body, 0, body.length).refused()).isEmpty();
  }

  /** Lets bytes of all files rot whose path has a part, one after the other. */
  private int losses(String part) {
    int losses = 0;
    int looked = 0;
    for (Map.Entry<String, List<Byte>> file : RottenStore.files(disk, FOLDER).entrySet()) {
      int size = file.getKey().contains(part) ? file.getValue().size() : 0;
      for (int at = 0; at < size; at += Math.max(1, size / BYTES_A_FILE), looked++) {
        RottenStore rotten = RottenStore.at(disk, FOLDER, file.getKey(), at, at % 8);
        boolean missing =
            rotten.tellsWhatIsMissing(options, () -> Instant.ofEpochMilli(RANGE), sent, sent);
        losses += missing ? 1 : 0;
      }
    }
    assertThat(looked).isPositive();
    return losses;
  }

  @Test
  void tellsWhatIsMissingOfALog() {
    assertThat(losses("segment-")).isPositive();
  }

  @Test
  void tellsWhatIsMissingOfACheckpoint() {
    store.checkpoint();

    assertThat(losses("checkpoint-")).isPositive();
  }

  @Test
  void tellsWhatIsMissingOfBlocks() {
    assertThat(store.cutAll()).hasSize(2);

    assertThat(losses("/index")).isPositive();
    assertThat(losses("/chunks/")).isPositive();
  }
}
