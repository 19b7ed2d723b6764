package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.LogState;
import io.meridian.tsdb.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStoreTest {
  private static final long HOUR = 3_600_000;
  private static final long BEGIN = 472_222 * HOUR;
  private static final Path FOLDER = Path.of("/data");
  private static final StoreOptions OPTIONS =
      StoreOptions.of(Labels.of("receive_replica", "r0"))
          .withLog(LogOptions.DEFAULT.withSync(new SyncPolicy.EveryRequest()));

  private final SimulatedDisk disk = new SimulatedDisk();
  private long now = BEGIN;

  private SampleStore open(Disk on) {
    return SampleStore.open(
        on, FOLDER, OPTIONS, () -> Instant.ofEpochMilli(now), new SplittableRandom(1));
  }

  private static WriteReport append(SampleStore store, String tenant, RequestBytes request) {
    byte[] body = request.take();
    return store.append(tenant, body, 0, body.length);
  }

  private static RequestBytes sample(String series, long time, double value) {
    return new RequestBytes().label("series", series).sample(time, value).endSeries();
  }

  private static Map<Labels, List<String>> read(SampleStore store, String tenant) {
    return store.source(tenant).map(SeriesText::of).orElse(Map.of());
  }

  @Test
  void answersTheSameAfterAKill() {
    SampleStore store = open(disk);
    RequestBytes request = new RequestBytes();
    request.label("a", "1").sample(now, 1).sample(now + 1, 2).sample(now, 3).endSeries();
    request.label("a", "2").sample(now, 1).endSeries();
    WriteReport report = append(store, "one", request);
    append(store, "two", sample("x", now, 7));
    append(store, "one", sample("x", now, 8));

    assertThat(report.samples()).isEqualTo(4);
    assertThat(report.stored()).isEqualTo(3);
    assertThat(report.refused())
        .contains(new WriteReport.Refusal("{a=\"1\"}", now, SampleOutcome.OTHER_VALUE));
    SampleStore again = open(disk.afterKill());
    assertThat(again.tenants()).containsExactly("one", "two");
    assertThat(read(again, "one")).isEqualTo(read(store, "one")).hasSize(3);
    assertThat(read(again, "two")).isEqualTo(read(store, "two")).hasSize(1);
    assertThat(again.recovery().log().losses()).isEmpty();
    assertThat(again.source("three")).isEmpty();
  }

  @Test
  void refusesNamesThatAreNoFolders() {
    SampleStore store = open(disk);
    for (String name : List.of("", ".", "..", "a/b", "wal", "a\nb", "ü".repeat(128))) {
      assertThatThrownBy(() -> append(store, name, sample("x", now, 1)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("a tenant's name");
    }
    assertThat(store.tenants()).isEmpty();
  }

  @Test
  void goesOnAnsweringOnAFullDiskAndTakesRequestsWhenThereIsSpace() {
    SampleStore store = open(disk);
    append(store, "t", sample("x", now, 1));
    disk.fillUpAfter(0);

    assertThatThrownBy(() -> append(store, "t", sample("x", now + 1, 2)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("nothing is taken until there is space");
    assertThat(store.state()).isInstanceOf(LogState.Refusing.class);
    assertThat(read(store, "t").values()).containsExactly(List.of(now + " 3ff0000000000000"));

    disk.fillUpAfter(Long.MAX_VALUE);
    append(store, "t", sample("x", now + 1, 3));
    assertThat(read(store, "t").values().iterator().next()).hasSize(2);
    assertThat(read(open(disk.afterKill()), "t")).isEqualTo(read(store, "t"));
  }

  @Test
  void acknowledgesNothingOnceTheLogIsFencedNotEvenRepeats() {
    SampleStore store = open(disk);
    append(store, "t", sample("x", now, 1));
    disk.failOnce(3);

    assertThatThrownBy(() -> append(store, "t", sample("x", now + 1, 2)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("fenced");
    assertThatThrownBy(() -> append(store, "t", sample("x", now + 1, 2)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("fenced");
    assertThat(store.state()).isInstanceOf(LogState.Fenced.class);
  }

  @Test
  void cutsRangesThatAreOverAndReadsThemFromBlocks() throws Exception {
    SampleStore store = open(disk);
    for (int i = 0; i < 8 * 60; i++) {
      now = BEGIN + i * 60_000L;
      append(store, "t", sample("x" + i % 3, now, i));
    }
    append(store, "idle", sample("y", now, 1));
    Map<Labels, List<String>> expected = read(store, "t");

    List<BlockMeta> blocks = store.cut();

    assertThat(blocks).extracting(BlockMeta::minTime).containsExactly(BEGIN, BEGIN + 2 * HOUR);
    assertThat(blocks).extracting(BlockMeta::maxTime).last().isEqualTo(BEGIN + 4 * HOUR);
    assertThat(blocks.get(0).thanos().orElseThrow().labels())
        .isEqualTo(Labels.of("receive_replica", "r0", "tenant_id", "t"));
    assertThat(store.blocks("t")).isEqualTo(blocks);
    assertThat(read(store, "t")).isEqualTo(expected);
    assertThat(store.cut()).isEmpty();

    SampleStore again = open(disk.afterKill());
    assertThat(again.blocks("t")).hasSize(2);
    assertThat(read(again, "t")).isEqualTo(expected);
    assertThat(again.cut()).isEmpty();
    assertThat(disk.exists(FOLDER.resolve("idle"))).isFalse();
  }

  @Test
  void forgetsBlocksThatAreDeletedAndTakesNothingOfThemFromTheLog() throws Exception {
    SampleStore store = open(disk);
    append(store, "t", sample("x", now, 1));
    now += 8 * HOUR;
    append(store, "t", sample("x", now, 2));
    BlockMeta block = store.maintain().getFirst();
    Map<Labels, List<String>> before = read(store, "t");
    SelectHints all = SelectHints.of(TimeRange.ALL);
    QueryContext context = QueryContext.unlimited();
    try (SeriesCursor reading = store.source("t").orElseThrow().select(List.of(), all, context)) {
      store.delete("t", block.ulid());
      assertThat(reading.next().orElseThrow().size()).isEqualTo(1);
    }

    assertThat(before.values().iterator().next()).hasSize(2);
    assertThat(store.blocks("t")).isEmpty();
    assertThat(disk.list(store.folder("t"))).noneMatch(path -> path.toString().contains("01"));
    assertThat(read(store, "t").values()).containsExactly(List.of(now + " 4000000000000000"));
    assertThat(read(open(disk.afterKill()), "t")).isEqualTo(read(store, "t"));
    store.delete("t", block.ulid());
    store.delete("nobody", block.ulid());
  }

  @Test
  void startsFromACheckpointAndWhatTheLogHasBehindIt() throws Exception {
    SampleStore store = open(disk);
    for (int i = 0; i < 3000; i++) {
      now = BEGIN + i * 4_000L;
      append(store, "t" + i % 2, sample("x" + i % 700, now, i));
      if (i == 1500 || i == 2500) {
        store.checkpoint();
      }
    }
    Map<Labels, List<String>> expected = read(store, "t0");

    SampleStore afterKill = open(disk.afterKill());
    assertThat(read(afterKill, "t0")).isEqualTo(expected);
    assertThat(afterKill.recovery().log().records()).isBetween(499L, 998L);
    assertThat(afterKill.recovery().log().losses()).isEmpty();

    store.close();
    SampleStore again = open(disk);
    assertThat(read(again, "t0")).isEqualTo(expected);
    assertThat(again.recovery().log().records()).isZero();
    assertThat(again.recovery().log().checkpointRecords()).isPositive();
    assertThat(append(again, "t0", sample("x0", now + 1, 5)).stored()).isEqualTo(1);
    assertThat(append(again, "t0", sample("new", now, 5)).stored()).isEqualTo(1);
    assertThat(read(open(disk.afterKill()), "t0")).isEqualTo(read(again, "t0")).hasSize(351);
  }

  @Test
  void keepsTheLogShort() throws Exception {
    SampleStore store =
        SampleStore.open(
            disk,
            FOLDER,
            OPTIONS.withLogBytes(10_000),
            () -> Instant.ofEpochMilli(now),
            new SplittableRandom(1));
    long most = 0;
    for (int i = 0; i < 2000; i++) {
      now += 1000;
      append(store, "t", sample("x" + i % 5, now, i));
      assertThat(store.maintain()).isEmpty();
      long size = 0;
      for (Map.Entry<String, List<Byte>> file : disk.files(FOLDER.resolve("wal")).entrySet()) {
        size += file.getKey().startsWith("segment") ? file.getValue().size() : 0;
      }
      most = Math.max(most, size);
    }

    assertThat(most).isBetween(5_000L, 20_000L);
    assertThat(store.logStats().checkpoints()).isGreaterThan(5);
    assertThat(read(open(disk.afterKill()), "t")).isEqualTo(read(store, "t"));
  }

  @Test
  void cutsAllBeforeItGoesAndGoesOnBehindIt() throws Exception {
    SampleStore store = open(disk);
    for (int i = 0; i < 200; i++) {
      now = BEGIN + i * 60_000L;
      append(store, "t", sample("x" + i % 3, now, i));
    }
    Map<Labels, List<String>> expected = read(store, "t");

    assertThat(store.cutAll()).extracting(BlockMeta::maxTime).last().isEqualTo(now + 1);
    assertThat(store.cutAll()).isEmpty();
    SampleStore killed = open(disk.afterKill());
    assertThat(read(killed, "t")).isEqualTo(expected);
    store.close();

    SampleStore again = open(disk);
    assertThat(append(again, "t", sample("x0", now + 1, 1)).stored()).isEqualTo(1);
    long end = now + 1;
    now += 6 * HOUR;
    assertThat(again.cut()).extracting(BlockMeta::minTime).containsExactly(end);
    assertThat(read(again, "t").values().stream().mapToInt(List::size).sum()).isEqualTo(201);
  }

  @Test
  void keepsWhatCameOutOfOrderOrLateOverRestartsAndCutsItApart() throws Exception {
    SampleStore store = open(disk);
    append(store, "t", sample("x", now, 1));
    now += 6 * HOUR;
    append(store, "t", sample("x", now, 2));
    assertThat(store.cut()).hasSize(1);
    append(store, "t", sample("x", now - 1000, 3));
    append(store, "t", sample("x", BEGIN + 7, 4));
    Map<Labels, List<String>> expected = read(store, "t");
    assertThat(expected.get(Labels.of("series", "x"))).hasSize(4);

    assertThat(read(open(disk.afterKill()), "t")).isEqualTo(expected);
    store.checkpoint();
    SampleStore again = open(disk.afterKill());
    assertThat(again.recovery().log().records()).isZero();
    assertThat(read(again, "t")).isEqualTo(expected);
    assertThat(store.cut()).isEmpty();
    now += 2 * HOUR;
    List<BlockMeta> late = store.cut();
    assertThat(late).extracting(BlockMeta::minTime).containsExactly(BEGIN);
    assertThat(late.get(0).compaction().hints()).containsExactly("from-out-of-order");
    assertThat(read(store, "t")).isEqualTo(expected);
    assertThat(store.cut()).isEmpty();
    SampleStore last = open(disk.afterKill());
    assertThat(read(last, "t")).isEqualTo(expected);
    assertThat(last.blocks("t")).hasSize(2);
  }

  @Test
  void takesLateSamplesThatABlockHasNotFromTheLogAgain() throws Exception {
    SampleStore store = open(disk);
    append(store, "t", sample("x", now, 1));
    append(store, "t", sample("y", now, 1));
    now += 6 * HOUR;
    append(store, "t", sample("x", now, 2));
    assertThat(store.cut()).hasSize(1);
    for (int i = 1; i < 300; i++) {
      append(store, "t", sample("x", BEGIN + 1000L * ((i * 7) % 300), i));
    }
    append(store, "t", sample("y", BEGIN + 8, 5));
    now += 2 * HOUR;
    assertThat(store.cut()).hasSize(1);
    append(store, "t", sample("x", BEGIN + 1, 6));
    append(store, "t", sample("y", BEGIN + 10_000_000, 7));
    Map<Labels, List<String>> expected = read(store, "t");

    SampleStore again = open(disk.afterKill());
    now += 2 * HOUR;

    assertThat(read(again, "t")).isEqualTo(expected);
    assertThat(again.cut()).extracting(meta -> meta.stats().samples()).containsOnly(1L);
    assertThat(again.cut()).isEmpty();
    assertThat(read(again, "t")).isEqualTo(expected);
  }

  @Test
  void joinsLabelsAndLimitsOverHeadAndBlocks() {
    SampleStore store = open(disk);
    append(store, "t", sample("b", now, 1));
    append(store, "t", sample("d", now, 1));
    now += 6 * HOUR;
    RequestBytes request = new RequestBytes();
    request.label("series", "a").sample(now, 1).endSeries();
    request.label("series", "c").label("z", "1").sample(now, 1).endSeries();
    request.label("series", "d").sample(now, 2).endSeries();
    append(store, "t", request);
    assertThat(store.cut()).hasSize(1);

    SeriesSource source = store.source("t").orElseThrow();
    QueryContext context = QueryContext.unlimited();
    assertThat(source.labelValues("series", List.of(), TimeRange.ALL, 0, context).values())
        .containsExactly("a", "b", "c", "d");
    assertThat(source.labelValues("series", List.of(), TimeRange.ALL, 2, context).truncated())
        .isTrue();
    assertThat(source.labelNames(List.of(), TimeRange.ALL, 0, context).values())
        .containsExactly("series", "z");
    assertThat(SeriesText.of(source, Matcher.equal("series", "d")).values().iterator().next())
        .containsExactly(BEGIN + " 3ff0000000000000", now + " 4000000000000000");
    assertThat(names(source, SelectHints.of(TimeRange.ALL).withLimit(3)))
        .containsExactly("a", "b", "c");
    assertThat(names(source, SelectHints.of(new TimeRange(0, BEGIN)))).containsExactly("b", "d");
  }

  private static List<String> names(SeriesSource source, SelectHints hints) {
    List<String> names = new ArrayList<>();
    try (SeriesCursor cursor = source.select(List.of(), hints, QueryContext.unlimited())) {
      for (var next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            names.add(batch.labels(i).get("series").orElseThrow());
          }
        }
      }
    }
    return names;
  }

  @Test
  void writesAndReadsOnARealDisk(@TempDir Path folder) {
    StoreOptions options = OPTIONS.withWindow(Duration.ZERO);
    Map<Labels, List<String>> expected;
    try (SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder,
            options,
            () -> Instant.ofEpochMilli(now),
            new SplittableRandom(1))) {
      for (int i = 0; i < 500; i++) {
        now = BEGIN + i * 30_000L;
        append(store, "t", sample("x" + i % 3, now, i));
      }
      assertThat(store.cut()).hasSize(2);
      expected = read(store, "t");
    }
    try (SampleStore store =
        SampleStore.open(
            Disk.local(),
            folder,
            options,
            () -> Instant.ofEpochMilli(now),
            new SplittableRandom(2))) {
      assertThat(store.blocks("t")).hasSize(2);
      assertThat(read(store, "t")).isEqualTo(expected);
    }
  }
}
