package io.meridian.tsdb.wal;

import io.meridian.tsdb.file.Disk;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * A process that appends numbered records until it is killed and prints the number of each once it
 * is committed: folder, {@code request} or {@code interval}, first number.
 */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] args) {
    SyncPolicy policy =
        args[1].equals("request")
            ? new SyncPolicy.EveryRequest()
            : new SyncPolicy.EveryInterval(Duration.ofMillis(20));
    LogOptions options = new LogOptions(policy, 1 << 20);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    WriteAheadLog log =
        WriteAheadLog.open(Disk.local(), Path.of(args[0]), options, new Forgetful());
    for (int i = Integer.parseInt(args[2]); ; i++) {
      byte[] payload = payload(i);
      log.commit(log.append("tenant", 1, payload, 0, payload.length));
      out.println(i);
    }
  }

  /** Keeps nothing, so that a small heap is enough for a log of any length. */
  private static final class Forgetful implements RecordConsumer {
    @Override
    public int shards() {
      return 1;
    }

    @Override
    public void accept(int shard, LogRecord record) {}
  }

  static byte[] payload(int number) {
    byte[] text = (number + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] payload = Arrays.copyOf(text, text.length + number * 7919 % 40_000);
    Arrays.fill(payload, text.length, payload.length, (byte) ('a' + number % 26));
    return payload;
  }
}
