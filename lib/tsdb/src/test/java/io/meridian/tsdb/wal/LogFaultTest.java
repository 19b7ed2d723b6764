package io.meridian.tsdb.wal;

import static io.meridian.tsdb.wal.Collected.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.UnavailableException;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Single faults, each at its worst place. */
final class LogFaultTest {
  private static final Path FOLDER = Path.of("/data/wal");
  private static final Path FIRST = FOLDER.resolve("segment-0000000000000000001");
  private static final LogOptions REQUEST =
      LogOptions.DEFAULT.withSync(new SyncPolicy.EveryRequest());
  private static final LogOptions ON_DEMAND =
      LogOptions.DEFAULT.withSync(new SyncPolicy.OnDemand());

  @RegisterExtension final Seed seed = new Seed();
  private final SimulatedDisk disk = new SimulatedDisk();

  private static WriteAheadLog open(SimulatedDisk disk, Collected into, LogOptions options) {
    return WriteAheadLog.open(disk, FOLDER, options, into);
  }

  private void write(int records, LogOptions options) {
    try (WriteAheadLog log = open(disk, new Collected(), options)) {
      IntStream.range(0, records).forEach(i -> append(log, "t", 1, "payload " + i));
    }
  }

  @Test
  void isFencedByAFailedSyncAndNeverSyncsAgain() {
    WriteAheadLog log = open(disk, new Collected(), REQUEST);
    log.commit(append(log, "t", 1, "safe"));
    long sequence = append(log, "t", 1, "lost");
    disk.failOnce(1);

    assertThatThrownBy(() -> log.commit(sequence))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("fenced")
        .hasMessageContaining("restart once the disk is sound");

    assertThat(log.state()).isInstanceOf(LogState.Fenced.class);
    long calls = disk.calls();
    assertThatThrownBy(() -> log.commit(sequence)).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(log::sync).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> append(log, "t", 1, "more")).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> log.checkpoint(1)).isInstanceOf(UnavailableException.class);
    assertThat(disk.calls()).isEqualTo(calls);
    assertThat(log.durableSequence()).isEqualTo(1);
    log.close();
  }

  @Test
  void writesAnewWhatAFailedSyncLeftInMemoryAlone() {
    WriteAheadLog log = open(disk, new Collected(), ON_DEMAND);
    append(log, "t", 1, "one");
    append(log, "t", 1, "two");
    disk.failOnce(1);
    assertThatThrownBy(log::sync).isInstanceOf(UnavailableException.class);
    SimulatedDisk restarted = disk.afterKill();
    open(restarted, new Collected(), ON_DEMAND).close();

    Collected found = new Collected();
    open(restarted.afterPowerLoss(seed.random()), found, ON_DEMAND).close();

    assertThat(found.records()).containsExactly("t/1 one", "t/1 two");
  }

  @Test
  void refusesWhileTheDiskIsFullAndGoesOnAfterwards() {
    WriteAheadLog log = open(disk, new Collected(), REQUEST);
    log.commit(append(log, "t", 1, "before"));
    disk.fillUpAfter(10);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> append(log, "t", 1, "refused"))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("until there is space");
      assertThat(log.state()).isInstanceOf(LogState.Refusing.class);
    }
    assertThat(log.stats().refused()).isEqualTo(3);
    disk.fillUpAfter(Long.MAX_VALUE);

    log.commit(append(log, "t", 1, "after"));

    assertThat(log.state()).isInstanceOf(LogState.Writing.class);
    log.close();
    Collected found = new Collected();
    try (WriteAheadLog again = open(disk, found, REQUEST)) {
      assertThat(found.records()).containsExactly("t/1 before", "t/1 after");
      assertThat(again.recovery().losses()).isEmpty();
    }
  }

  @Test
  void survivesAWriteThatFailsAtAnyCall() {
    for (int call = 1; call < 12; call++) {
      SimulatedDisk failing = new SimulatedDisk();
      List<String> taken = new ArrayList<>();
      WriteAheadLog log = open(failing, new Collected(), REQUEST.withSegmentBytes(1024));
      failing.failOnce(call);
      for (int i = 0; i < 60; i++) {
        try {
          append(log, "t", 1, "payload " + i);
          taken.add("t/1 payload " + i);
        } catch (UnavailableException e) {
          assertThat(e).hasMessageContaining("until there is space");
        }
      }
      Collected found = new Collected();
      open(failing.afterKill(), found, REQUEST).close();
      assertThat(found.records()).isEqualTo(taken);
    }
  }

  @Test
  void cutsATornTailAtEveryLengthAndSaysHowMuch() throws IOException {
    write(3, REQUEST);
    int whole = disk.bytes(FIRST).length;
    int recordSize = (whole - SegmentHeader.SIZE) / 3;
    for (int cut = 1; cut < whole; cut++) {
      SimulatedDisk torn = disk.afterKill().truncate(FIRST, whole - cut);
      Collected found = new Collected();
      WriteAheadLog log = open(torn, found, REQUEST);
      int left = Math.max(0, whole - cut - SegmentHeader.SIZE);
      assertThat(found.records()).hasSize(left / recordSize);
      if (left % recordSize > 0) {
        Loss loss = log.recovery().losses().getFirst();
        assertThat(loss.kind()).isEqualTo(Loss.Kind.TORN_TAIL);
        assertThat(loss.bytes()).isEqualTo(left % recordSize);
        assertThat(loss)
            .hasToString(
                FIRST
                    + ": cut the torn tail at offset "
                    + loss.from()
                    + ", "
                    + loss.bytes()
                    + " bytes");
      } else {
        assertThat(log.recovery().losses()).isEmpty();
      }
      append(log, "t", 1, "new");
      log.close();
      Collected again = new Collected();
      try (WriteAheadLog reopened = open(torn, again, REQUEST)) {
        assertThat(again.records()).hasSize(left / recordSize + 1).endsWith("t/1 new");
        assertThat(reopened.recovery().losses()).isEmpty();
      }
    }
  }

  @Test
  void keepsWhatStandsBeforeAndBehindAnyDamagedByte() throws IOException {
    write(5, REQUEST);
    List<String> all = IntStream.range(0, 5).mapToObj(i -> "t/1 payload " + i).toList();
    int whole = disk.bytes(FIRST).length;
    int recordSize = (whole - SegmentHeader.SIZE) / 5;
    for (int at = 0; at < whole; at++) {
      SimulatedDisk rotten = disk.afterKill().flip(FIRST, at, 1 << (at % 8));
      Collected found = new Collected();
      try (WriteAheadLog log = open(rotten, found, REQUEST)) {
        if (at < SegmentHeader.SIZE) {
          assertThat(found.records()).isEqualTo(all);
          continue;
        }
        int hit = (at - SegmentHeader.SIZE) / recordSize;
        List<String> left = new ArrayList<>(all);
        left.remove(hit);
        assertThat(found.records()).isEqualTo(left);
        assertThat(log.recovery().losses()).hasSize(1);
        Loss loss = log.recovery().losses().getFirst();
        assertThat(loss.from()).isEqualTo(SegmentHeader.SIZE + (long) hit * recordSize);
        assertThat(loss.bytes()).isEqualTo(recordSize);
        assertThat(loss.records()).isEqualTo(hit < 4 ? 1 : 0);
      }
    }
  }

  @Test
  void saysWhatAMissingSegmentHeld() throws IOException {
    write(100, REQUEST.withSegmentBytes(1024));
    List<Path> segments =
        disk.list(FOLDER).stream().filter(f -> f.toString().contains("segment")).toList();
    disk.delete(segments.get(2));
    Collected found = new Collected();

    try (WriteAheadLog log = open(disk, found, REQUEST)) {
      Loss loss = log.recovery().losses().getFirst();
      assertThat(log.recovery().losses()).hasSize(1);
      assertThat(loss.kind()).isEqualTo(Loss.Kind.MISSING);
      assertThat(loss.file()).isEqualTo(segments.get(2));
      assertThat(found.records()).hasSize(100 - (int) loss.records());
      assertThat(append(log, "t", 1, "next")).isEqualTo(101);
    }
  }

  @Test
  void findsItsIdentityWithoutTheVersionFile() throws IOException {
    write(5, REQUEST);
    disk.delete(FOLDER.resolve("version"));
    Collected found = new Collected();
    open(disk, found, REQUEST).close();
    assertThat(found.records()).hasSize(5);

    SimulatedDisk rotten = disk.afterKill().flip(FIRST, 9, 1);
    Collected again = new Collected();
    open(rotten, again, REQUEST).close();
    assertThat(again.records()).hasSize(5);
  }

  @Test
  void doesNotTakeRecordsInsideAPayloadForRecords() throws IOException {
    write(2, REQUEST);
    byte[] segment = disk.bytes(FIRST);
    SimulatedDisk other = new SimulatedDisk();
    try (WriteAheadLog log = open(other, new Collected(), REQUEST)) {
      log.append("t", 1, segment, 64, segment.length);
      append(log, "t", 1, "behind");
    }
    SimulatedDisk rotten = other.afterKill().flip(FIRST, SegmentHeader.SIZE + 9, 1);
    Collected found = new Collected();

    open(rotten, found, REQUEST).close();

    assertThat(found.records()).containsExactly("t/1 behind");
  }

  @Test
  void keepsAllOtherRecordsOfADamagedCheckpoint() throws IOException {
    try (WriteAheadLog log = open(disk, new Collected(), REQUEST)) {
      append(log, "t", 1, "replaced");
      try (CheckpointWriter checkpoint = log.checkpoint(log.roll())) {
        for (int i = 0; i < 3; i++) {
          checkpoint.append("t", 1, new byte[] {(byte) ('0' + i)}, 0, 1);
        }
        checkpoint.commit();
      }
    }
    Path file = FOLDER.resolve("checkpoint-0000000000000000001");
    RandomGenerator random = seed.random();
    int size = disk.bytes(file).length;
    for (int i = 0; i < 50; i++) {
      int at = SegmentHeader.SIZE + random.nextInt(size - SegmentHeader.SIZE);
      SimulatedDisk rotten = disk.afterKill().flip(file, at, 4);
      Collected found = new Collected();
      try (WriteAheadLog log = open(rotten, found, REQUEST)) {
        int lost = at < SegmentHeader.SIZE + 3 * 40 ? 1 : 0;
        assertThat(found.records()).hasSize(3 - lost);
        assertThat(log.recovery().losses()).isNotEmpty();
      }
    }
  }
}
