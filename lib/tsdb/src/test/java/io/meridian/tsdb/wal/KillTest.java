package io.meridian.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real process, really killed (SIGKILL): nothing that it acknowledged is missing. */
final class KillTest {
  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;
  private int acknowledged = -1;

  @Test
  void losesNothingAcknowledgedWhenKilled() throws IOException, InterruptedException {
    kill("request", 30 + seed.random().nextInt(100));
    kill("interval", 300 + seed.random().nextInt(1000));
  }

  @Test
  @Tag("long")
  void losesNothingAcknowledgedWhenKilledTwentyTimes() throws IOException, InterruptedException {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 10; i++) {
      kill("request", random.nextInt(300));
      kill("interval", random.nextInt(5000));
    }
  }

  private void kill(String mode, int acknowledgements) throws IOException, InterruptedException {
    acknowledged =
        KilledProcess.run(
            KilledWriter.class,
            acknowledgements,
            folder.resolve("wal").toString(),
            mode,
            Integer.toString(acknowledged + 1));
    acknowledged = verify();
  }

  /** All records in order, each once; at most one behind the last acknowledged. */
  private int verify() {
    List<Integer> found = new ArrayList<>();
    RecordConsumer consumer =
        new RecordConsumer() {
          @Override
          public int shards() {
            return 1;
          }

          @Override
          public void accept(int shard, LogRecord record) {
            int number = found.size();
            assertThat(record.payload().toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(KilledWriter.payload(number));
            found.add(number);
          }
        };
    try (WriteAheadLog log =
        WriteAheadLog.open(Disk.local(), folder.resolve("wal"), LogOptions.DEFAULT, consumer)) {
      assertThat(found.size() - 1).isBetween(acknowledged, acknowledged + 1);
      assertThat(log.recovery().losses()).allMatch(loss -> loss.kind() == Loss.Kind.TORN_TAIL);
    }
    return found.size() - 1;
  }
}
