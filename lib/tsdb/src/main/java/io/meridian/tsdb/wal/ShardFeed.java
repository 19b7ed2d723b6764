package io.meridian.tsdb.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands records to a consumer's shards, a thread each. Records are passed on in batches of places
 * in a file; the bytes stay where they are. The reader waits when a shard is {@value #AHEAD}
 * batches behind.
 */
final class ShardFeed implements AutoCloseable {
  private static final int AHEAD = 4;
  private static final int LARGEST_BATCH = 1 << 20;
  private static final int MOST_RECORDS = 1024;

  private final RecordConsumer consumer;
  private final List<BlockingQueue<Batch>> queues = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private @Nullable Batch filling;

  private static final class Batch {
    private final @Nullable StoredFile file;
    private final boolean checkpoint;
    private final long[] places = new long[MOST_RECORDS];
    private int count;
    private long bytes;

    Batch(@Nullable StoredFile file, boolean checkpoint) {
      this.file = file;
      this.checkpoint = checkpoint;
    }
  }

  ShardFeed(RecordConsumer consumer) {
    this.consumer = consumer;
    for (int i = 0; i < consumer.shards(); i++) {
      int shard = i;
      BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(AHEAD);
      queues.add(queue);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("wal-replay-" + shard)
              .start(() -> consume(shard, queue)));
    }
  }

  private void consume(int shard, BlockingQueue<Batch> queue) {
    LogRecord record = new LogRecord();
    while (true) {
      Batch batch = takeFrom(queue);
      StoredFile file = batch.file;
      if (file == null) {
        return;
      }
      try {
        for (int i = 0; i < batch.count && failure.get() == null; i++) {
          consumer.accept(shard, record.moveTo(file.bytes(), batch.places[i], batch.checkpoint));
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        file.letGo();
      }
    }
  }

  /** Passes a record on. */
  void add(StoredFile file, boolean checkpoint, long place, long size) {
    Batch batch = filling;
    if (batch == null || batch.file != file) {
      flush();
      batch = new Batch(file, checkpoint);
      file.hold(queues.size());
      filling = batch;
    }
    batch.places[batch.count++] = place;
    batch.bytes += size;
    if (batch.count == MOST_RECORDS || batch.bytes >= LARGEST_BATCH) {
      flush();
    }
  }

  private void flush() {
    Batch batch = filling;
    filling = null;
    if (batch != null) {
      queues.forEach(queue -> put(queue, batch));
    }
    throwFailure();
  }

  private void throwFailure() {
    switch (failure.get()) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case Throwable other -> throw new AssertionError(other);
    }
  }

  /** Waits until every shard has taken all records. */
  void finish() {
    flush();
    close();
    throwFailure();
  }

  /** Ends the threads. */
  @Override
  public void close() {
    for (BlockingQueue<Batch> queue : queues) {
      if (filling != null) {
        put(queue, filling);
      }
      put(queue, new Batch(null, false));
    }
    filling = null;
    queues.clear();
    uninterrupted(() -> {
      for (Thread thread : threads) {
        thread.join();
      }
      return true;
    });
  }

  private static Batch takeFrom(BlockingQueue<Batch> queue) {
    return uninterrupted(queue::take);
  }

  private static void put(BlockingQueue<Batch> queue, Batch batch) {
    uninterrupted(() -> {
      queue.put(batch);
      return true;
    });
  }

  private interface Waiting<T> {
    T await() throws InterruptedException;
  }

  /** Waits on through interrupts and leaves them to whoever looks next. */
  private static <T> T uninterrupted(Waiting<T> waiting) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.await();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
