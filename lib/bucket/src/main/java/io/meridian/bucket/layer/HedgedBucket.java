package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Asks a second time for a range that takes longer than nine of ten do, and takes whichever answer
 * comes first; the other read is interrupted.
 *
 * <p>Second reads are paid from a budget that each first one fills a little, so that a store that
 * is slow altogether is not asked twice as much. What takes long is learned for small, middling and
 * large ranges apart.
 */
public final class HedgedBucket extends BucketLayer {
  /** No read is asked for a second time before that: a local store's reads are over. */
  private static final long LEAST_WAIT = 2_000_000;

  /** A second read in the units of the budget; a first one brings 1 of them for each percent. */
  private static final long PRICE = 100;

  /** Second reads that may come one after the other. */
  private static final long SAVINGS = 20 * PRICE;

  private static final int[] CLASSES = {64 << 10, 1 << 20};

  private final Bucket below;
  private final long percent;
  private final LatencyWindow[] latencies = {
    new LatencyWindow(), new LatencyWindow(), new LatencyWindow()
  };
  private final AtomicLong budget = new AtomicLong(SAVINGS);
  private final LongAdder hedged = new LongAdder();
  private final LongAdder won = new LongAdder();

  /**
   * A hedge around a bucket.
   *
   * @param percent how many second reads a hundred first ones may cost in the long run
   */
  public HedgedBucket(Bucket below, int percent) {
    super(below);
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("a budget is 1 to 100 percent, was " + percent);
    }
    this.below = below;
    this.percent = percent;
  }

  /** How many second reads there were. */
  public long hedged() {
    return hedged.sum();
  }

  /** How many of them came first. */
  public long won() {
    return won.sum();
  }

  /** An answer of one of the two reads. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(boolean second, byte @Nullable [] bytes, @Nullable Throwable failure) {}

  @Override
  public byte[] getRange(String object, long offset, int length) {
    LatencyWindow window = latencies[length <= CLASSES[0] ? 0 : length <= CLASSES[1] ? 1 : 2];
    budget.updateAndGet(units -> Math.min(SAVINGS, units + percent));
    long slow = window.slow();
    long begin = System.nanoTime();
    byte[] bytes =
        slow == Long.MAX_VALUE
            ? below.getRange(object, offset, length)
            : race(object, offset, length, Math.max(LEAST_WAIT, slow));
    window.add(System.nanoTime() - begin);
    return bytes;
  }

  private byte[] race(String object, long offset, int length, long wait) {
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    List<Thread> reads = new ArrayList<>();
    Runnable first = () -> answers.add(read(false, object, offset, length));
    reads.add(Thread.startVirtualThread(first));
    try {
      Answer answer = answers.poll(wait, TimeUnit.NANOSECONDS);
      if (answer == null && pay()) {
        hedged.increment();
        reads.add(Thread.startVirtualThread(() -> answers.add(read(true, object, offset, length))));
      }
      for (int left = reads.size(); answer == null || answer.failure() != null; ) {
        if (answer != null && --left == 0) {
          throw failure(answer);
        }
        answer = answers.take();
      }
      if (answer.second()) {
        won.increment();
      }
      return bytes(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BucketUnavailableException(
          new Place(name(), object, Operation.GET_RANGE), "the thread was interrupted", e);
    } finally {
      reads.forEach(Thread::interrupt);
    }
  }

  private boolean pay() {
    return budget.getAndUpdate(units -> units >= PRICE ? units - PRICE : units) >= PRICE;
  }

  private Answer read(boolean second, String object, long offset, int length) {
    try {
      return new Answer(second, below.getRange(object, offset, length), null);
    } catch (RuntimeException | Error e) {
      return new Answer(second, null, e);
    }
  }

  private static byte[] bytes(Answer answer) {
    byte @Nullable [] bytes = answer.bytes();
    if (bytes == null) {
      throw failure(answer);
    }
    return bytes;
  }

  /** The failure as it is thrown in this thread. */
  private static RuntimeException failure(Answer answer) {
    return switch (answer.failure()) {
      case BucketException e -> e;
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException("a read ended without an answer");
    };
  }
}
