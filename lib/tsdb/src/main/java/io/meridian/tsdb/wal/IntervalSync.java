package io.meridian.tsdb.wal;

import io.meridian.model.UnavailableException;
import java.time.Duration;

/** The thread that syncs an interval after the first record that is not durable. */
final class IntervalSync {
  private final WriteAheadLog log;
  private final Duration interval;

  IntervalSync(WriteAheadLog log, Duration interval) {
    this.log = log;
    this.interval = interval;
  }

  Thread start() {
    return Thread.ofPlatform().daemon().name("wal-sync").start(this::run);
  }

  private void run() {
    try {
      while (log.awaitDirty()) {
        Thread.sleep(interval);
        log.sync();
      }
    } catch (InterruptedException e) {
      // closed, which syncs by itself
    } catch (UnavailableException e) {
      // fenced: whoever appends is told
    }
  }
}
