package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.LateLabel;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.file.SimulatedDisk;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.LogState;
import io.meridian.tsdb.wal.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One random life of a store on a disk that fails: requests, cuts, checkpoints, faults, kills,
 * losses of power and restarts, beside plain sets of the samples that must be there. A sample is a
 * text of tenant, series, time and value.
 */
final class StoreSimulation {
  private static final Path FOLDER = Path.of("/data");
  private static final long RANGE = 1000;
  private static final int SERIES = 5;
  private static final int STEPS_TO_ROT = 15;

  private final RandomGenerator random;
  private final StoreOptions options;
  private final boolean everyRequest;
  private SimulatedDisk disk = new SimulatedDisk();
  private SampleStore store;
  private long now = 1_000_000;

  /** All that was ever sent. */
  private final Set<String> sent = new HashSet<>();

  /** What must be there after a kill. */
  private Set<String> written = new HashSet<>();

  /** What must be there after a loss of power. */
  private Set<String> durable = new HashSet<>();

  /** The late blocks that there ever were, by range and external labels. */
  private final Map<String, Ulid> lateBlocks = new HashMap<>();

  /** In blocks that were deleted, and not sent since. */
  private final Set<String> removed = new HashSet<>();

  /** What was not synced may be lost in any order, the names of series too. */
  private boolean hasLostPower;

  private int restarts;
  private int fences;
  private int refusals;
  private int blocks;
  private int checkpoints;
  private int freshHeads;
  private int deletions;
  private int rots;
  private int losses;
  private final boolean deletes;

  /**
   * A simulation.
   *
   * @param deletes whether blocks are deleted now and then
   */
  StoreSimulation(RandomGenerator random, boolean deletes) {
    this.random = random;
    this.deletes = deletes;
    everyRequest = random.nextBoolean();
    SyncPolicy policy = everyRequest ? new SyncPolicy.EveryRequest() : new SyncPolicy.OnDemand();
    options =
        StoreOptions.of(Labels.of("receive_replica", "r0"))
            .withLog(new LogOptions(policy, 1024 + random.nextInt(3000)))
            .withHead(new HeadOptions(Duration.ofMillis(RANGE), Duration.ofMillis(RANGE / 2), 1000))
            .withWindow(Duration.ofMillis(random.nextInt((int) RANGE)))
            .withIdle(Duration.ofMillis(RANGE / 10))
            .withLateLabel(!deletes);
    store = open();
  }

  /** Runs it to its end; an assertion fails where the store breaks a promise. */
  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      now += random.nextInt(100);
      switch (random.nextInt(48)) {
        case 0, 1 -> restart(false, true);
        case 2, 3 -> restart(true, false);
        case 4, 5 -> restart(false, false);
        case 6 -> cutAll();
        case 7, 8, 9, 10 -> cut();
        case 11, 12 -> checkpoint();
        case 13, 14 -> disk.failOnce(1 + random.nextInt(40));
        case 15 -> disk.fillUpAfter(random.nextInt(2000));
        case 16, 17 -> disk.fillUpAfter(Long.MAX_VALUE);
        case 18, 19 -> sync();
        case 20 -> deleteOrAppend();
        default -> append();
      }
      if (i % STEPS_TO_ROT == STEPS_TO_ROT - 1) {
        rot(new SplittableRandom(now));
      }
    }
    restart(random.nextBoolean(), false);
    restart(false, true);
  }

  int restarts() {
    return restarts;
  }

  int fences() {
    return fences;
  }

  int refusals() {
    return refusals;
  }

  int blocks() {
    return blocks;
  }

  int deletions() {
    return deletions;
  }

  int freshHeads() {
    return freshHeads;
  }

  int checkpoints() {
    return checkpoints;
  }

  /** How often a bit rotted. */
  int rots() {
    return rots;
  }

  /** How often a sample was missing for that. */
  int losses() {
    return losses;
  }

  private void append() {
    String tenant = "t" + random.nextInt(3);
    RequestBytes request = new RequestBytes();
    Set<String> samples = new HashSet<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int series = random.nextInt(SERIES);
      request.label("series", "s" + series);
      for (int k = 1 + random.nextInt(3); k > 0; k--) {
        long time = now - random.nextInt(random.nextInt(6) == 0 ? 3000 : 60);
        double value = (time * 31 + series) % 2; // never two at one time: see HeadTest for these
        request.sample(time, value);
        samples.add(text(tenant, Labels.of("series", "s" + series), text(time, value)));
      }
      request.endSeries();
    }
    sent.addAll(samples);
    removed.removeAll(samples);
    byte[] body = request.take();
    try {
      WriteReport report = store.append(tenant, body, 0, body.length);
      Set<String> there = new HashSet<>(samples);
      there.retainAll(live(tenant));
      assertThat(report.stored()).isGreaterThanOrEqualTo(there.size());
      assertThat(report.refused().isEmpty()).isEqualTo(report.stored() == report.samples());
      written.addAll(there);
      if (everyRequest) {
        durable.addAll(there);
      }
    } catch (UnavailableException e) {
      refusals++;
      boolean newTenant = String.valueOf(e.getMessage()).contains("cannot be made");
      assertThat(newTenant || !(store.state() instanceof LogState.Writing)).isTrue();
    }
  }

  /** A float as {@link SeriesText} has it. */
  private static String text(long time, double value) {
    return "%d %016x".formatted(time, Double.doubleToRawLongBits(value));
  }

  static String text(String tenant, Labels series, String sample) {
    return tenant + " " + series + " " + sample;
  }

  /** All that can be read, each sample once and in order. */
  private Set<String> live() {
    Set<String> live = new HashSet<>();
    store.tenants().forEach(tenant -> live.addAll(live(tenant)));
    return live;
  }

  private Set<String> live(String tenant) {
    Set<String> live = new HashSet<>();
    LocalSource source = store.source(tenant).orElseThrow();
    Map<Labels, List<String>> all = SeriesText.of(source);
    assertThat(
            SeriesText.of(
                source.chunkSeries(
                    List.of(), TimeRange.ALL, ChunkFormat.START_TIMES, QueryContext.unlimited())))
        .containsExactlyEntriesOf(all);
    for (Map.Entry<Labels, List<String>> series : all.entrySet()) {
      long last = Long.MIN_VALUE;
      for (String sample : series.getValue()) {
        long time = Long.parseLong(sample.substring(0, sample.indexOf(' ')));
        if (time <= last) {
          throw new AssertionError("not once, or not in order: " + series);
        }
        last = time;
        live.add(text(tenant, series.getKey(), sample));
      }
    }
    return live;
  }

  private void cut() {
    Set<String> before = live();
    try {
      blocks += store.cut().size();
    } catch (UnavailableException e) {
      // what was in the head is there still
    }
    store.restIdle();
    assertThat(live()).isEqualTo(before);
    checkBlocks();
  }

  private void cutAll() {
    Set<String> before = live();
    try {
      blocks += store.cutAll().size();
    } catch (UnavailableException e) {
      // what was in the head is there still
    }
    assertThat(live()).isEqualTo(before);
    checkBlocks();
  }

  /** No two of a tenant's blocks overlap, now or before, unless their external labels differ. */
  private void checkBlocks() {
    for (String tenant : store.tenants()) {
      long end = Long.MIN_VALUE;
      for (BlockMeta block : store.blocks(tenant)) {
        if (LocalBlock.isLate(block)) {
          checkLabel(tenant, block);
          continue;
        }
        assertThat(block.minTime()).as("begin of a block").isGreaterThanOrEqualTo(end);
        end = block.maxTime();
      }
    }
  }

  private void checkLabel(String tenant, BlockMeta late) {
    Labels labels = late.thanos().orElseThrow().labels();
    assertThat(LateLabel.isIn(labels)).isEqualTo(options.labelsLate());
    if (options.labelsLate()) {
      String place = tenant + " " + late.minTime() + " " + labels;
      Ulid before = lateBlocks.putIfAbsent(place, late.ulid());
      assertThat(before).as(place).isIn(null, late.ulid());
    }
  }

  private void deleteOrAppend() {
    if (deletes) {
      deleteBlocks();
    } else {
      append();
    }
  }

  /** What is deleted is gone, and does not come back. */
  private void deleteBlocks() {
    Set<String> before = live();
    boolean failed = false;
    for (String tenant : store.tenants()) {
      for (BlockMeta block : store.blocks(tenant)) {
        try {
          if (random.nextInt(4) > 0 && store.delete(tenant, block.ulid())) {
            deletions++;
            forgetDurable(tenant, block);
          }
        } catch (UnavailableException e) {
          failed = true; // the block may come back at the next start
        }
      }
    }
    before.removeAll(live());
    if (!failed) {
      removed.addAll(before);
    }
    written.removeAll(before);
    durable.removeAll(before);
  }

  /** What is there still came again later, and may not have been synced since. */
  private void forgetDurable(String tenant, BlockMeta deleted) {
    if (!everyRequest) {
      durable.removeIf(sample -> {
        String[] words = sample.split(" ", -1);
        long time = Long.parseLong(words[words.length - 2]);
        return words[0].equals(tenant) && deleted.range().contains(time);
      });
    }
  }

  private void checkpoint() {
    try {
      store.checkpoint();
      checkpoints++;
      freshHeads += store.idleTenants();
      durable.addAll(written);
    } catch (UnavailableException e) {
      // nothing is promised
    }
  }

  private void sync() {
    try {
      store.sync();
      durable.addAll(written);
    } catch (UnavailableException e) {
      assertThat(store.state()).isInstanceOf(LogState.Fenced.class);
    }
  }

  /** Looks at a copy of the disk of which a bit rotted, with chance of its own. */
  private void rot(RandomGenerator chance) {
    RottenStore rotten = RottenStore.of(disk, FOLDER, chance);
    rots++;
    losses +=
        rotten.tellsWhatIsMissing(options, () -> Instant.ofEpochMilli(now), sent, written) ? 1 : 0;
  }

  private void restart(boolean powerLoss, boolean clean) {
    if (store.state() instanceof LogState.Fenced) {
      fences++;
    }
    if (clean) {
      close();
    }
    disk = powerLoss ? disk.afterPowerLoss(random) : disk.afterKill();
    if (random.nextInt(4) == 0) {
      disk.failOnce(1 + random.nextInt(40));
    }
    try {
      store = open();
    } catch (UnavailableException e) {
      disk = random.nextBoolean() ? disk.afterKill() : disk;
      store = open();
    }
    disk.failOnce(0);
    verify(powerLoss ? durable : written);
    hasLostPower |= powerLoss;
    if (!hasLostPower) {
      assertThat(store.recovery().nameless()).isEmpty();
    }
    restarts++;
  }

  private void close() {
    try {
      store.close();
      durable.addAll(written);
    } catch (UnavailableException e) {
      // as good as a kill
    }
  }

  private void verify(Set<String> promised) {
    Set<String> found = live();
    assertThat(found).as("all that was promised").containsAll(promised);
    assertThat(sent).as("nothing that was not sent").containsAll(found);
    assertThat(removed).as("nothing that was deleted").noneMatch(found::contains);
    assertThat(store.recovery().damaged()).isEmpty();
    checkBlocks();
    written = found;
    durable = new HashSet<>(found);
  }

  private SampleStore open() {
    return SampleStore.open(
        disk,
        FOLDER,
        options,
        () -> Instant.ofEpochMilli(now),
        new SplittableRandom(random.nextLong()));
  }
}
