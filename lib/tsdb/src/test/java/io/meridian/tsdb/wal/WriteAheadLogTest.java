package io.meridian.tsdb.wal;

import static io.meridian.tsdb.wal.Collected.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WriteAheadLogTest {
  @TempDir Path folder;

  private static final LogOptions REQUEST =
      LogOptions.DEFAULT.withSync(new SyncPolicy.EveryRequest());

  private WriteAheadLog open(RecordConsumer consumer, LogOptions options) {
    return WriteAheadLog.open(Disk.local(), folder.resolve("a/wal"), options, consumer);
  }

  private List<String> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("a/wal"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("segment-") || name.startsWith("checkpoint-"))
          .sorted()
          .toList();
    }
  }

  @Test
  void handsRecordsOverInOrderToEveryShard() {
    try (WriteAheadLog log = open(new Collected(), REQUEST)) {
      assertThat(append(log, "a", 1, "one")).isEqualTo(1);
      assertThat(append(log, "tenant-ä", 254, "")).isEqualTo(2);
      assertThat(append(log, "", 0, "three three")).isEqualTo(3);
      log.commit(3);
      assertThat(log.durableSequence()).isEqualTo(3);
    }

    Collected found = new Collected(3);
    try (WriteAheadLog log = open(found, REQUEST)) {
      for (int shard = 0; shard < 3; shard++) {
        assertThat(found.records(shard))
            .containsExactly("a/1 one", "tenant-ä/254 ", "/0 three three");
      }
      assertThat(found.sequences).containsExactly(1L, 2L, 3L);
      assertThat(log.recovery().losses()).isEmpty();
      assertThat(log.recovery().records()).isEqualTo(3);
      assertThat(append(log, "a", 1, "four")).isEqualTo(4);
    }
  }

  @Test
  void beginsSegmentsThatStayBelowTheirLimit() throws IOException {
    LogOptions small = REQUEST.withSegmentBytes(1024);
    List<String> wanted = IntStream.range(0, 100).mapToObj(i -> "payload number " + i).toList();
    try (WriteAheadLog log = open(new Collected(), small)) {
      wanted.forEach(text -> append(log, "t", 1, text));
      append(log, "t", 1, "x".repeat(5000));
    }
    try (Stream<Path> files = Files.list(folder.resolve("a/wal"))) {
      assertThat(files.filter(f -> f.toString().contains("segment-")).map(f -> f.toFile().length()))
          .hasSizeGreaterThan(5)
          .filteredOn(size -> size > 1024)
          .hasSize(1);
    }

    Collected found = new Collected();
    open(found, small).close();

    assertThat(found.records().subList(0, 100))
        .isEqualTo(wanted.stream().map(text -> "t/1 " + text).toList());
    assertThat(found.records()).hasSize(101);
  }

  @Test
  void replacesSegmentsByACheckpoint() throws IOException {
    try (WriteAheadLog log = open(new Collected(), REQUEST)) {
      append(log, "t", 1, "one");
      append(log, "t", 1, "two");
      long covered = log.roll();
      append(log, "t", 1, "three");
      try (CheckpointWriter checkpoint = log.checkpoint(covered)) {
        byte[] bytes = {'1', '2'};
        checkpoint.append("t", 9, bytes, 0, 2);
        checkpoint.commit();
      }
      append(log, "t", 1, "four");
      assertThat(segments())
          .containsExactly("checkpoint-0000000000000000002", "segment-0000000000000000003");
    }

    Collected found = new Collected();
    try (WriteAheadLog log = open(found, REQUEST)) {
      assertThat(found.records()).containsExactly("checkpoint t/9 12", "t/1 three", "t/1 four");
      assertThat(log.recovery().covered()).isEqualTo(2);
      log.checkpoint(log.roll()).commit();
      assertThat(segments()).containsExactly("checkpoint-0000000000000000004");
    }
    Collected empty = new Collected();
    try (WriteAheadLog log = open(empty, REQUEST)) {
      assertThat(empty.records()).isEmpty();
      assertThat(append(log, "t", 1, "five")).isEqualTo(5);
    }
  }

  @Test
  void forgetsACheckpointThatWasNotCommitted() throws IOException {
    try (WriteAheadLog log = open(new Collected(), REQUEST)) {
      append(log, "t", 1, "one");
      try (CheckpointWriter checkpoint = log.checkpoint(1)) {
        checkpoint.append("t", 9, new byte[10], 0, 10);
      }
      assertThat(segments()).containsExactly("segment-0000000000000000001");
    }
    Files.writeString(folder.resolve("a/wal/checkpoint-0000000000000000001.tmp"), "half");

    Collected found = new Collected();
    open(found, REQUEST).close();

    assertThat(found.records()).containsExactly("t/1 one");
    assertThat(folder.resolve("a/wal/checkpoint-0000000000000000001.tmp")).doesNotExist();
  }

  @Test
  void syncsWhatWasWrittenByItself() throws InterruptedException {
    LogOptions interval =
        LogOptions.DEFAULT.withSync(new SyncPolicy.EveryInterval(Duration.ofMillis(1)));
    try (WriteAheadLog log = open(new Collected(), interval)) {
      long sequence = append(log, "t", 1, "one");
      log.commit(sequence);
      while (log.durableSequence() < sequence) {
        Thread.onSpinWait();
      }
      assertThat(log.stats().syncs()).isEqualTo(1);
    }
  }

  @Test
  void isOpenOnceAtATime() {
    try (WriteAheadLog log = open(new Collected(), REQUEST)) {
      assertThatThrownBy(() -> open(new Collected(), REQUEST))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("open in another process");
      append(log, "t", 1, "one");
    }
    open(new Collected(), REQUEST).close();
  }

  @Test
  void refusesLogsOfOtherPrograms() throws IOException {
    Path tenant = Files.createDirectories(folder.resolve("a/team/wal"));
    Path segment = Files.createFile(tenant.resolve("00000012"));
    assertThatThrownBy(() -> open(new Collected(), REQUEST))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(tenant.toString())
        .hasMessageContaining("Prometheus or Thanos")
        .hasMessageContaining("move this folder away");
    Files.delete(segment);
    Files.createDirectories(folder.resolve("a/wal/checkpoint.00000003"));
    assertThatThrownBy(() -> open(new Collected(), REQUEST))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void refusesANewerVersion() throws IOException {
    Path own = Files.createDirectories(folder.resolve("a/wal"));
    Files.writeString(own.resolve("version"), "meridian-wal 2 something else\n");
    assertThatThrownBy(() -> open(new Collected(), REQUEST))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("format version 2")
        .hasMessageContaining("another folder");
  }

  @Test
  void throwsWhatAConsumerThrowsAndLetsTheFolderGo() {
    try (WriteAheadLog log = open(new Collected(), REQUEST)) {
      IntStream.range(0, 5000).forEach(i -> append(log, "t", 1, "payload " + i));
    }
    RecordConsumer failing =
        new RecordConsumer() {
          @Override
          public int shards() {
            return 2;
          }

          @Override
          public void accept(int shard, LogRecord record) {
            if (shard == 1 && record.sequence() == 7) {
              throw new IllegalStateException("no room");
            }
          }
        };

    assertThatThrownBy(() -> open(failing, REQUEST)).hasMessage("no room");

    Collected found = new Collected();
    open(found, REQUEST).close();
    assertThat(found.records()).hasSize(5000);
  }

  @Test
  void writesOnWhenAThreadIsInterrupted() {
    try (WriteAheadLog log = open(new Collected(), REQUEST)) {
      Thread.currentThread().interrupt();
      log.commit(append(log, "t", 1, "one"));
      assertThat(Thread.interrupted()).isTrue();
      log.commit(append(log, "t", 1, "two"));
    }
    Collected found = new Collected();
    open(found, REQUEST).close();
    assertThat(found.records()).containsExactly("t/1 one", "t/1 two");
  }
}
