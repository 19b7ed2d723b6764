package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.wal.KilledProcess;
import io.meridian.tsdb.wal.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real process with a whole store, really killed: nothing that it acknowledged is missing. */
final class StoreKillTest {
  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;
  private int acknowledged = -1;

  @Test
  void losesNothingAcknowledgedWhenKilled() throws IOException, InterruptedException {
    kill("request", 100 + seed.random().nextInt(300));
    kill("interval", 1000 + seed.random().nextInt(2000));
  }

  @Test
  @Tag("long")
  void losesNothingAcknowledgedWhenKilledTwentyTimes() throws IOException, InterruptedException {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 10; i++) {
      kill("request", random.nextInt(500));
      kill("interval", random.nextInt(5000));
    }
  }

  private void kill(String mode, int acknowledgements) throws IOException, InterruptedException {
    acknowledged =
        KilledProcess.run(
            KilledStore.class,
            acknowledgements,
            folder.toString(),
            mode,
            Integer.toString(acknowledged + 1));
    acknowledged = verify(mode);
  }

  /** Each sample once, in head or blocks; at most one request behind the last acknowledged. */
  private int verify(String mode) {
    int last = -1;
    try (SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder,
            KilledStore.options(mode),
            () -> Instant.ofEpochMilli(KilledStore.BEGIN),
            new SplittableRandom())) {
      assertThat(store.recovery().log().losses())
          .allMatch(loss -> loss.kind() == Loss.Kind.TORN_TAIL);
      assertThat(store.recovery().damaged()).isEmpty();
      for (int tenant = 0; tenant < 2; tenant++) {
        last = Math.max(last, verify(store, tenant));
      }
    }
    assertThat(last).isBetween(acknowledged, acknowledged + 1);
    return last;
  }

  /** Returns the number of the last request of a tenant. */
  private int verify(SampleStore store, int tenant) {
    String name = "tenant-" + tenant;
    List<BlockMeta> blocks = store.blocks(name);
    for (int i = 1; i < blocks.size(); i++) {
      assertThat(blocks.get(i).minTime()).isGreaterThanOrEqualTo(blocks.get(i - 1).maxTime());
    }
    var found = store.source(name).map(SeriesText::of).orElseThrow();
    assertThat(found).hasSize(KilledStore.SERIES);
    int last = acknowledged + 1 - Math.floorMod(acknowledged + 1 - tenant, 2);
    int count = found.values().iterator().next().size();
    int lastFound = tenant + 2 * (count - 1);
    assertThat(lastFound).isBetween(last - 2, last);
    for (int series = 0; series < KilledStore.SERIES; series++) {
      List<String> expected = new ArrayList<>();
      for (int i = tenant; i <= lastFound; i += 2) {
        expected.add(
            "%d %016x"
                .formatted(
                    KilledStore.BEGIN + i * KilledStore.STEP,
                    Double.doubleToRawLongBits(KilledStore.value(i, series))));
      }
      assertThat(found.get(Labels.of("series", Integer.toString(series)))).isEqualTo(expected);
    }
    return lastFound;
  }
}
