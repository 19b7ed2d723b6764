package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of blocks while time passes, which the tests decide. */
class OutageTest {
  private static final String BLOCK = "01M7YHNWYXP7QP06DYCYKFHGA9";
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;
  private Path objects = Path.of("");
  private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);

  @BeforeEach
  void copyOfTheGoldenBucket() throws IOException {
    objects = GoldenBucket.copiedTo(folder.resolve("objects"));
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  private GivenAnswer whole() throws IOException, InterruptedException {
    try (RunningGateway gateway =
        new RunningGateway(FilesystemBucket.open(objects), folder.resolve("other"), now::get)) {
      GivenAnswer whole = gateway.everything();
      assertThat(whole.warnings()).isEmpty();
      assertThat(whole.series()).isNotEmpty();
      return whole;
    }
  }

  @Test
  void triesADamagedBlockAgainAfterAWhile() throws IOException, InterruptedException {
    GivenAnswer whole = whole();
    flip(objects.resolve(BLOCK).resolve("index"));
    try (RunningGateway gateway =
        new RunningGateway(FilesystemBucket.open(objects), folder.resolve("data"), now::get)) {
      assertThat(gateway.everything().warnings())
          .singleElement()
          .asString()
          .contains(BLOCK, "index");
      flip(objects.resolve(BLOCK).resolve("index")); // whole again

      pass(Duration.ofMinutes(4));
      GivenAnswer early = gateway.everything();
      assertThat(early.warnings())
          .singleElement()
          .asString()
          .contains(BLOCK, "left alone until 2026-03-01T12:05:00Z");
      assertThat(gateway.page()).contains("\"state\":\"damaged\"");
      assertThat(gateway.metric("meridian_storegateway_damage")).isPositive();

      pass(Duration.ofMinutes(1));
      GivenAnswer later = gateway.everything();
      assertThat(later.warnings()).isEmpty();
      assertThat(later.series()).isEqualTo(whole.series());
      assertThat(gateway.page()).doesNotContain("\"state\":\"damaged\"");
    }
  }

  @Test
  @Timeout(120)
  void closesBlocksThatNobodyNeeds() throws IOException, InterruptedException {
    try (RunningGateway gateway =
        new RunningGateway(FilesystemBucket.open(objects), folder.resolve("data"), now::get)) {
      GivenAnswer first = gateway.everything();
      while (gateway.page().matches(".*\"readers\":[1-9].*")) {
        Thread.onSpinWait(); // a call leaves its blocks behind its answer
      }

      pass(Duration.ofMinutes(5));
      gateway.closeIdle();
      assertThat(gateway.page()).as("needed five minutes ago").contains("\"state\":\"open\"");

      pass(Duration.ofMillis(1));
      gateway.closeIdle();
      assertThat(gateway.page()).contains(BLOCK).doesNotContain("\"state\":\"open\"");

      GivenAnswer later = gateway.everything();
      assertThat(later.warnings()).isEmpty();
      assertThat(later.series()).isEqualTo(first.series());
      assertThat(gateway.page()).contains("\"state\":\"open\"");
    }
  }

  @Test
  void goesThroughAMinuteWithoutTheBucket() throws IOException, InterruptedException {
    GivenAnswer whole = whole();
    FaultyBucket bucket = new FaultyBucket(FilesystemBucket.open(objects), Faults.none(1), _ -> {});
    try (RunningGateway gateway = new RunningGateway(bucket, folder.resolve("data"), now::get)) {
      bucket.change(Faults.none(1).withShares(1, 0, 0));

      GivenAnswer without =
          gateway.everything(); // nothing was read before, so nothing is in memory
      gateway.look();

      assertThat(without.warnings()).isNotEmpty();
      assertThat(without.warnings()).anySatisfy(warning -> assertThat(warning).contains(BLOCK));
      assertThat(gateway.obstacles()).as("what was known stays").isEmpty();
      assertThat(gateway.page()).contains(BLOCK).doesNotContain("\"state\":\"damaged\"");
      assertThat(gateway.metric("thanos_blocks_meta_sync_failures")).isEqualTo(1);
      assertThat(gateway.metric("thanos_bucket_store_block_load_failures")).isPositive();

      pass(Duration.ofMinutes(1));
      bucket.change(Faults.none(1));
      GivenAnswer after = gateway.everything();

      assertThat(after.warnings()).as("nothing is left alone").isEmpty();
      assertThat(after.series()).isEqualTo(whole.series());
    }
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(200);
      int old = bytes.read();
      bytes.seek(200);
      bytes.write(old ^ 0x10);
    }
  }
}
