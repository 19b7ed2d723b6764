package io.meridian.tsdb.store;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.RequestBytes;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.SyncPolicy;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that takes requests and cuts blocks until it is killed, and prints the number of each
 * request once it is acknowledged: folder, {@code request} or {@code interval}, first number.
 */
final class KilledStore {
  static final int SERIES = 20;
  static final long STEP = 60_000;
  static final long BEGIN = 1_700_006_400_000L;

  private KilledStore() {}

  static StoreOptions options(String mode) {
    SyncPolicy policy =
        mode.equals("request")
            ? new SyncPolicy.EveryRequest()
            : new SyncPolicy.EveryInterval(Duration.ofMillis(20));
    return StoreOptions.of(Labels.of("receive_replica", "r0"))
        .withLog(new LogOptions(policy, 1 << 18))
        .withWindow(Duration.ofHours(1));
  }

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    AtomicLong now = new AtomicLong(BEGIN);
    SampleStore store =
        SampleStore.open(
            Disk.local(),
            Path.of(args[0]),
            options(args[1]),
            () -> Instant.ofEpochMilli(now.get()),
            new SplittableRandom());
    for (int i = Integer.parseInt(args[2]); ; i++) {
      now.set(BEGIN + i * STEP);
      byte[] body = body(i);
      WriteReport report = store.append("tenant-" + i % 2, body, 0, body.length);
      if (report.refused().isPresent()) {
        throw new IllegalStateException(report.toString());
      }
      out.println(i);
      if (i % 50 == 0) {
        store.cut();
      }
    }
  }

  static byte[] body(int number) {
    RequestBytes request = new RequestBytes();
    for (int series = 0; series < SERIES; series++) {
      request.label("series", Integer.toString(series));
      request.sample(BEGIN + number * STEP, value(number, series)).endSeries();
    }
    return request.take();
  }

  static double value(int number, int series) {
    return number * 0.1 + series;
  }
}
