package io.meridian.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.UnavailableException;
import io.meridian.tsdb.file.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One random life of a log on a disk that fails: appends, syncs, checkpoints, faults, kills, losses
 * of power and restarts, beside a plain list of what must be there.
 */
final class LogSimulation {
  private static final Path FOLDER = Path.of("/data/wal");
  private static final String[] TENANTS = {"a", "team-b", "", "ünïcode"};

  private final RandomGenerator random;
  private final LogOptions options;
  private SimulatedDisk disk = new SimulatedDisk();
  private WriteAheadLog log;

  /** All that was tried to be appended since the last restart, and what was found there. */
  private List<String> tried = new ArrayList<>();

  /** What must be there after a kill. */
  private final Set<String> written = new HashSet<>();

  /** What must be there after a loss of power. */
  private final Set<String> durable = new HashSet<>();

  private int number;
  private int restarts;
  private int fences;
  private int refusals;
  private int rots;

  LogSimulation(RandomGenerator random) {
    this.random = random;
    boolean request = random.nextBoolean();
    this.options =
        new LogOptions(
            request ? new SyncPolicy.EveryRequest() : new SyncPolicy.OnDemand(),
            1024 + random.nextInt(3000));
    this.log = open(new Collected());
  }

  /** Runs it to its end; an assertion fails where the log breaks a promise. */
  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(40)) {
        case 0 -> restart(false, true);
        case 1, 2 -> restart(true, false);
        case 3, 4 -> restart(false, false);
        case 5, 6 -> checkpoint();
        case 7, 8 -> disk.failOnce(1 + random.nextInt(6));
        case 9 -> disk.fillUpAfter(random.nextInt(600));
        case 10 -> disk.fillUpAfter(Long.MAX_VALUE);
        case 11, 12, 13 -> sync();
        case 14 -> log.roll();
        case 15 -> rot();
        default -> append();
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

  int rots() {
    return rots;
  }

  private void append() {
    String tenant = TENANTS[random.nextInt(TENANTS.length)];
    String payload = number++ + "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 3000 : 100));
    String text = tenant + "/7 " + payload;
    tried.add(text);
    boolean refused = true;
    try {
      byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
      long sequence = log.append(tenant, 7, bytes, 0, bytes.length);
      refused = false;
      written.add(text);
      log.commit(sequence);
      if (options.sync() instanceof SyncPolicy.EveryRequest) {
        durable.add(text);
      }
    } catch (UnavailableException e) {
      refusals += refused ? 1 : 0;
    }
  }

  private void sync() {
    try {
      log.sync();
      durable.addAll(written);
    } catch (UnavailableException e) {
      assertThat(log.state()).isInstanceOf(LogState.Fenced.class);
    }
  }

  /** A checkpoint of this simulation holds the records that it replaces. */
  private void checkpoint() {
    long covered = log.roll();
    try (CheckpointWriter checkpoint = log.checkpoint(covered)) {
      List<String> content = tried.stream().filter(written::contains).toList();
      for (String text : content) {
        int slash = text.indexOf('/');
        byte[] bytes = text.substring(slash + 3).getBytes(StandardCharsets.ISO_8859_1);
        checkpoint.append(text.substring(0, slash), 7, bytes, 0, bytes.length);
        if (random.nextInt(50) == 0) {
          return;
        }
      }
      checkpoint.commit();
      durable.addAll(content);
    } catch (UnavailableException e) {
      // nothing is promised
    }
  }

  /** What a copy of the folder gives of which one bit rotted: all but one record, and says so. */
  private void rot() {
    SimulatedDisk copy = disk.afterKill();
    Collected found = new Collected();
    try {
      List<String> files =
          copy.files(FOLDER).entrySet().stream()
              .filter(file -> file.getKey().matches("(segment|checkpoint)-[0-9a-f]+"))
              .filter(file -> !file.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .toList();
      if (files.isEmpty()) {
        return;
      }
      Path file = FOLDER.resolve(files.get(random.nextInt(files.size())));
      copy.flip(file, random.nextInt(copy.bytes(file).length), 1 << random.nextInt(8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (WriteAheadLog rotten = WriteAheadLog.open(copy, FOLDER, options, found)) {
      List<String> records = records(found);
      assertThat(records)
          .as("in order")
          .isEqualTo(tried.stream().filter(records::contains).toList());
      long lost = written.stream().filter(text -> !records.contains(text)).count();
      assertThat(lost).isLessThanOrEqualTo(1);
      assertThat(lost > 0 && rotten.recovery().losses().isEmpty()).isFalse();
      rots++;
    }
  }

  private static List<String> records(Collected found) {
    return found.records().stream().map(text -> text.replaceFirst("^checkpoint ", "")).toList();
  }

  private void restart(boolean powerLoss, boolean clean) {
    if (log.state() instanceof LogState.Fenced) {
      fences++;
    }
    if (clean) {
      close();
    }
    disk = powerLoss ? disk.afterPowerLoss(random) : disk.afterKill();
    if (random.nextInt(4) == 0) {
      disk.failOnce(1 + random.nextInt(20));
    }
    Collected found = new Collected(1 + random.nextInt(2));
    try {
      log = open(found);
    } catch (UnavailableException e) {
      disk = random.nextBoolean() ? disk.afterKill() : disk;
      found = new Collected();
      log = open(found);
    }
    disk.failOnce(0);
    verify(found, powerLoss ? durable : written);
    restarts++;
  }

  private void close() {
    try {
      log.close();
      durable.addAll(written);
    } catch (UnavailableException e) {
      // as good as a kill
    }
  }

  private void verify(Collected found, Set<String> promised) {
    List<String> records = records(found);
    Set<String> present = new HashSet<>(records);
    assertThat(present).as("each once").hasSameSizeAs(records);
    assertThat(present).as("all that was promised").containsAll(promised);
    assertThat(records)
        .as("in order, and nothing that was never written")
        .isEqualTo(tried.stream().filter(present::contains).toList());
    assertThat(found.sequences).as("numbers ascend").isSorted().doesNotHaveDuplicates();
    for (int shard = 1; shard < found.shards(); shard++) {
      assertThat(found.records(shard)).isEqualTo(found.records());
    }
    tried = new ArrayList<>(records);
    written.clear();
    written.addAll(records);
    durable.clear();
    durable.addAll(records);
  }

  private WriteAheadLog open(Collected found) {
    return WriteAheadLog.open(disk, FOLDER, options, found);
  }
}
