package io.meridian.promql.exec;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one operator did. Counted is once a block or a tile, never once a sample. Safe for
 * use by many threads.
 *
 * <p>Time is that of the operator alone: while an operator below works, the clock of the one above
 * stands still. So each thread keeps a stack of the {@link Frame}s that it is in. The time that a
 * thread waits for others is wall time of the operator that waits.
 */
public final class Meter {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ThreadLocal<Frame> CURRENT = new ThreadLocal<>();

  private final LongAdder series = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder samplesRead = new LongAdder();
  private final LongAdder wallNanos = new LongAdder();
  private final LongAdder cpuNanos = new LongAdder();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong peakBytes = new AtomicLong();

  void addSeries(int count) {
    series.add(count);
  }

  void addSamples(long count) {
    samples.add(count);
  }

  void addRead(long count) {
    samplesRead.add(count);
  }

  void addBytes(long count) {
    long held = bytes.addAndGet(count);
    if (count > 0) {
      peakBytes.accumulateAndGet(held, Math::max);
    }
  }

  /** Starts this operator's clock on this thread, and stops that of the one above. */
  Frame enter() {
    Frame frame = new Frame(CURRENT.get());
    CURRENT.set(frame);
    return frame;
  }

  /** What has been counted so far. */
  public OperatorStatistics statistics() {
    return new OperatorStatistics(
        series.sum(),
        samples.sum(),
        samplesRead.sum(),
        peakBytes.get(),
        wallNanos.sum(),
        cpuNanos.sum());
  }

  /** A stretch of work of one thread; closed by that thread. */
  final class Frame implements AutoCloseable {
    private final @Nullable Frame above;
    private final long wall = System.nanoTime();
    private final long cpu = THREADS.getCurrentThreadCpuTime();
    private long wallBelow;
    private long cpuBelow;

    Frame(@Nullable Frame above) {
      this.above = above;
    }

    @Override
    public void close() {
      long wallHere = System.nanoTime() - wall;
      long cpuHere = THREADS.getCurrentThreadCpuTime() - cpu;
      wallNanos.add(wallHere - wallBelow);
      cpuNanos.add(cpuHere - cpuBelow);
      if (above == null) {
        CURRENT.remove();
      } else {
        above.wallBelow += wallHere;
        above.cpuBelow += cpuHere;
        CURRENT.set(above);
      }
    }
  }
}
