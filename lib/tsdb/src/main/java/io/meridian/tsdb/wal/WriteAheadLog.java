package io.meridian.tsdb.wal;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log of a receiver, open for writing. Safe for use by many threads.
 *
 * <p>A request's way: {@link #append} writes its record (from then on it outlives the process), the
 * caller changes what it has in memory, {@link #commit} waits until the record outlives a loss of
 * power if the {@link SyncPolicy} says so, the caller answers. A record that was refused or whose
 * {@code commit} failed may be there after a restart all the same.
 *
 * <p>What cannot be written is refused and the next record tried again, in a new segment: behind a
 * failed write nothing is known, so that segment ends before it. What cannot be synced fences the
 * log for good: the system may have dropped the bytes and call the next fsync a success.
 *
 * <p>Two locks, taken in this order: {@code syncing} is held by the one who syncs, so that all who
 * wait for it find their records durable, too; {@code writing} guards the segment and the numbers
 * and is not held during an fsync.
 */
public final class WriteAheadLog implements AutoCloseable {
  private final LogFolder folder;
  private final LogOptions options;
  private final long identity;
  private final Recovery recovery;
  private final LogCounters counters = new LogCounters();
  private final ReentrantLock syncing = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private final Condition dirtied = writing.newCondition();
  private final SegmentChain segments;
  private final @Nullable Thread syncThread;
  private volatile long last;
  private volatile long durable;
  private volatile LogState state = new LogState.Writing();

  private WriteAheadLog(
      LogFolder folder, LogOptions options, long identity, Recovery recovery, LogReplay replay) {
    this.folder = folder;
    this.options = options;
    this.identity = identity;
    this.recovery = recovery;
    this.segments = new SegmentChain(folder, identity, replay.last(), replay.nextSequence());
    this.last = recovery.lastSequence();
    this.durable = last;
    this.syncThread =
        options.sync() instanceof SyncPolicy.EveryInterval every
            ? new IntervalSync(this, every.interval()).start()
            : null;
  }

  /**
   * Opens a log: takes hold of its folder, which is made if there is none, and hands all records
   * over before it returns.
   *
   * @throws InvalidRequestException if the folder holds a log of a newer version or of another
   *     program
   * @throws UnavailableException if another process has it open, or it cannot be read or made
   *     durable
   */
  public static WriteAheadLog open(
      Disk disk, Path path, LogOptions options, RecordConsumer consumer) {
    try {
      LogFolder folder = LogFolder.lock(disk, path);
      try (ShardFeed feed = new ShardFeed(consumer)) {
        long identity = folder.identity();
        folder.deleteUnfinished();
        LogReplay replay = new LogReplay(folder, identity, feed);
        Recovery recovery = replay.run();
        feed.finish();
        return new WriteAheadLog(folder, options, identity, recovery, replay);
      } catch (IOException | RuntimeException | Error e) {
        folder.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UnavailableException("the log in " + path + " cannot be opened: " + e, e);
    }
  }

  /** What was found when the log was opened. */
  public Recovery recovery() {
    return recovery;
  }

  /** Whether the log takes records at the moment, and why not. */
  public LogState state() {
    return state;
  }

  /** Counts since the log was opened. */
  public LogStats stats() {
    return counters.stats(last, durable);
  }

  /** The last record's number; 0 if there was none ever. */
  public long lastSequence() {
    return last;
  }

  /** Up to which record all survive a loss of power. */
  public long durableSequence() {
    return durable;
  }

  /**
   * Appends a record. When this returns it survives the end of the process.
   *
   * @param kind 0 to 254, for the caller to tell records apart
   * @param payload at most 1 GiB of it
   * @return the record's number, larger than those before
   * @throws UnavailableException if it cannot be written, {@link #state} says why; the record was
   *     not taken
   * @throws InvalidRequestException if the record is too large
   */
  public long append(String tenant, int kind, byte[] payload, int from, int to) {
    checkKind(kind);
    byte[] front = RecordFormat.front(tenant, kind, payload, from, to);
    long size = front.length + (long) (to - from);
    writing.lock();
    try {
      checkOpen();
      long sequence = segments.append(front, payload, from, to, options.segmentBytes(), counters);
      if (last == durable) {
        dirtied.signalAll();
      }
      last = sequence;
      if (state instanceof LogState.Refusing) {
        state = new LogState.Writing();
      }
      counters.appended(size);
      return sequence;
    } catch (IOException e) {
      counters.refused.incrementAndGet();
      state = new LogState.Refusing(String.valueOf(e.getMessage()));
      throw new UnavailableException(
          "the log in %s cannot be written: %s; nothing is taken until there is space"
              .formatted(folder.path(), e.getMessage()),
          e);
    } finally {
      writing.unlock();
    }
  }

  static void checkKind(int kind) {
    if (kind < 0 || kind >= RecordFormat.OWN_KINDS) {
      throw new IllegalArgumentException("a record's kind is 0 to 254, was " + kind);
    }
  }

  private void checkOpen() {
    switch (state) {
      case LogState.Fenced(String reason) ->
          throw new UnavailableException(
              "the log in %s is fenced: %s; restart once the disk is sound"
                  .formatted(folder.path(), reason));
      case LogState.Closed() ->
          throw new UnavailableException("the log in " + folder.path() + " is closed");
      case LogState.Writing(), LogState.Refusing(_) -> {}
    }
  }

  /**
   * Waits until a record is as durable as the {@link SyncPolicy} wants it before the answer.
   *
   * @param sequence what {@link #append} returned
   * @throws UnavailableException if the log was fenced before the record was durable
   */
  public void commit(long sequence) {
    if (durable >= sequence) {
      return;
    }
    if (options.sync() instanceof SyncPolicy.EveryRequest) {
      syncUpTo(sequence);
    } else if (state instanceof LogState.Fenced) {
      checkOpen();
    }
  }

  /**
   * Makes all records durable that were appended before this call.
   *
   * @throws UnavailableException if that fails, now or before: the log is fenced
   */
  public void sync() {
    syncUpTo(last);
  }

  private void syncUpTo(long sequence) {
    syncing.lock();
    try {
      if (durable >= sequence) {
        return;
      }
      SegmentChain.Unsynced unsynced;
      long target;
      writing.lock();
      try {
        checkOpen();
        unsynced = segments.unsynced();
        target = last;
      } finally {
        writing.unlock();
      }
      long begin = System.nanoTime();
      try {
        unsynced.sync();
      } catch (IOException e) {
        unsynced.abandon();
        fence("an fsync failed (" + e.getMessage() + ")");
        checkOpen();
      }
      counters.synced(System.nanoTime() - begin);
      durable = target;
    } finally {
      syncing.unlock();
    }
  }

  private void fence(String reason) {
    writing.lock();
    try {
      state = new LogState.Fenced(reason);
      folder.markFenced(durable);
    } catch (IOException e) {
      // the disk is failing: without the mark the next opening trusts what it can read
    } finally {
      writing.unlock();
    }
  }

  /**
   * Ends the current segment, so that a checkpoint of all records so far can replace it.
   *
   * @return the last record's number
   */
  public long roll() {
    writing.lock();
    try {
      segments.roll();
      return last;
    } finally {
      writing.unlock();
    }
  }

  /**
   * Begins a checkpoint. Records may be appended meanwhile.
   *
   * @param covered the last record that it replaces; what all records up to it have done must be in
   *     the checkpoint, what later ones did may be
   * @throws UnavailableException if it cannot be written, or the log is fenced
   */
  public CheckpointWriter checkpoint(long covered) {
    if (covered > last || covered < recovery.covered()) {
      throw new IllegalArgumentException(
          "a checkpoint replaces records up to %d, the last is %d".formatted(covered, last));
    }
    checkOpen();
    try {
      return new CheckpointWriter(this, folder, identity, covered);
    } catch (IOException e) {
      throw new UnavailableException(
          "no checkpoint can be written in " + folder.path() + ": " + e.getMessage(), e);
    }
  }

  /** Makes the name of a checkpoint last and deletes what it replaces. */
  void replaceBy(long covered) {
    syncing.lock();
    try {
      folder.disk().syncFolder(folder.path());
    } catch (IOException e) {
      fence("syncing its folder failed (" + e.getMessage() + ")");
      checkOpen();
    } finally {
      syncing.unlock();
    }
    counters.checkpoints.incrementAndGet();
    try {
      for (Map.Entry<Long, Path> old : folder.checkpoints().headMap(covered, false).entrySet()) {
        folder.disk().delete(old.getValue());
      }
      deleteSegments(covered);
    } catch (IOException e) {
      // what is left is covered: the next checkpoint or opening deletes it
    }
  }

  /** A segment can go when the next one begins right behind what is covered, or before. */
  private void deleteSegments(long covered) throws IOException {
    writing.lock();
    try {
      segments.deleteUpTo(covered);
    } finally {
      writing.unlock();
    }
  }

  /** Waits until there is a record that is not durable; false if the log is closed or fenced. */
  boolean awaitDirty() throws InterruptedException {
    writing.lock();
    try {
      while (isOpen() && last == durable) {
        dirtied.await();
      }
      return isOpen();
    } finally {
      writing.unlock();
    }
  }

  private boolean isOpen() {
    return !(state instanceof LogState.Closed || state instanceof LogState.Fenced);
  }

  /**
   * Makes all records durable and lets the folder go. Closing again does nothing.
   *
   * @throws UnavailableException if the last records could not be made durable
   */
  @Override
  public void close() {
    if (state instanceof LogState.Closed) {
      return;
    }
    try {
      if (isOpen()) {
        sync();
      }
    } finally {
      end();
    }
  }

  private void end() {
    syncing.lock();
    writing.lock();
    try {
      state = new LogState.Closed();
      if (syncThread != null) {
        syncThread.interrupt();
      }
      segments.close();
      folder.close();
    } catch (IOException e) {
      throw new UnavailableException("closing the log in " + folder.path() + ": " + e, e);
    } finally {
      writing.unlock();
      syncing.unlock();
    }
  }
}
