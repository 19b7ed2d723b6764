package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.LateLabel;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Blocks of late samples: when they are cut, and by which labels others tell them apart. */
class LateBlocksTest {
  private static final long HOUR = 3_600_000;
  private static final long BEGIN = 472_222 * HOUR;
  private static final Path FOLDER = Path.of("/data");
  private static final StoreOptions OPTIONS =
      StoreOptions.of(Labels.of("receive_replica", "r0"))
          .withLog(LogOptions.DEFAULT.withSync(new SyncPolicy.EveryRequest()));

  private SimulatedDisk disk = new SimulatedDisk();
  private long now = BEGIN;
  private SampleStore store = open(OPTIONS);

  private SampleStore open(StoreOptions options) {
    return SampleStore.open(
        disk, FOLDER, options, () -> Instant.ofEpochMilli(now), new SplittableRandom(1));
  }

  private void append(long time) {
    byte[] body = new RequestBytes().label("series", "a").sample(time, 1).endSeries().take();
    assertThat(store.append("t", body, 0, body.length).refused()).isEmpty();
  }

  /** A range that is in a block, and a minute past the time for a late one. */
  private void beginLate() {
    append(BEGIN);
    now = BEGIN + 6 * HOUR;
    append(now);
    assertThat(store.cut()).hasSize(1);
    now += 2 * HOUR + 60_000;
  }

  private Map<Labels, List<String>> read() {
    return store.source("t").map(SeriesText::of).orElse(Map.of());
  }

  private static String label(BlockMeta block) {
    return block.thanos().orElseThrow().labels().get(LateLabel.NAME).orElse("");
  }

  @Test
  void tellsHowManyMinutesAfterItsRangeABlockWasCut() {
    beginLate();
    append(BEGIN + 1);

    List<BlockMeta> late = store.cut();

    assertThat(late).extracting(BlockMeta::minTime).containsExactly(BEGIN);
    assertThat(late.getFirst().thanos().orElseThrow().labels())
        .isEqualTo(Labels.of("meridian_late", "361", "receive_replica", "r0", "tenant_id", "t"));
    assertThat(store.blocks("t"))
        .extracting(LateBlocksTest::label)
        .containsExactlyInAnyOrder("", "361");
  }

  @Test
  void givesNoTwoBlocksOfARangeTheSameLabel() {
    beginLate();
    append(BEGIN + 1);
    assertThat(store.cutAll()).extracting(LateBlocksTest::label).containsExactly("", "361");
    append(BEGIN + 2);
    assertThat(store.cutAll()).extracting(LateBlocksTest::label).containsExactly("362");
    disk = disk.afterKill();
    store = open(OPTIONS);
    now -= 30_000; // and a clock that was set back
    append(BEGIN + 3);
    assertThat(store.cutAll()).extracting(LateBlocksTest::label).containsExactly("363");
    append(BEGIN + 2 * HOUR + 5);
    assertThat(store.cutAll()).extracting(LateBlocksTest::label).containsExactly("240");
  }

  @Test
  void keepsABlockUntilItsLabelIsNotGivenToAnother() {
    beginLate();
    append(BEGIN + 1);
    BlockMeta late = store.cut().getFirst();
    store.checkpoint();

    assertThat(store.delete("t", late.ulid())).isFalse();
    now += 60_000;
    assertThat(store.delete("t", late.ulid())).isTrue();
    append(BEGIN + 2);
    assertThat(store.cutAll()).extracting(LateBlocksTest::label).contains("362");
  }

  @Test
  void cutsOnceInARangesTimeForAClusterThatLagsForDays() {
    beginLate();
    int cut = 0;
    for (int minute = 0; minute < 240; minute++) {
      append(BEGIN + 1000 + minute);
      cut += (int) store.maintain().stream().filter(LocalBlock::isLate).count();
      now += 60_000;
    }
    Map<Labels, List<String>> all = read();

    assertThat(cut).isEqualTo(3);
    assertThat(all.get(Labels.of("series", "a"))).hasSize(242);
    store.cutAll();
    assertThat(read()).isEqualTo(all);
  }

  @Test
  void cutsAllThatIsLateBeforeItGoes() {
    beginLate();
    append(BEGIN + 1);
    store.cutAll();
    append(BEGIN + 2);

    assertThat(store.cutAll()).hasSize(1);
    assertThat(store.cutAll()).isEmpty();
  }

  @Test
  void leavesTheLabelOutWhereItIsNotWanted() {
    store.close();
    store = open(OPTIONS.withLateLabel(false));
    beginLate();
    append(BEGIN + 1);

    assertThat(store.cut()).extracting(LateBlocksTest::label).containsExactly("");
  }
}
