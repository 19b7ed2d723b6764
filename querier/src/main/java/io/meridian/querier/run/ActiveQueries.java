package io.meridian.querier.run;

import io.meridian.model.MeridianException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What runs at the moment; what took long is logged when it ends, however it does. */
public final class ActiveQueries {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveQueries.class);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Duration slow;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, Active> active = new ConcurrentSkipListMap<>();

  ActiveQueries(Duration slow) {
    this.slow = slow;
  }

  /** A query that runs. */
  public record Active(QueryJob job, QueryRun run, Instant since, long begunNanos) {}

  /** Something that gives a result, or is interrupted. */
  @FunctionalInterface
  interface Work<T> {
    T get() throws InterruptedException;
  }

  /** All that run, the oldest first. */
  List<Active> all() {
    return List.copyOf(active.values());
  }

  <T> T during(QueryJob job, QueryRun run, Work<T> work) throws InterruptedException {
    long number = numbers.incrementAndGet();
    Active entry = new Active(job, run, Instant.now(), System.nanoTime());
    active.put(number, entry);
    String outcome = "failed";
    try {
      T result = work.get();
      outcome = "answered";
      return result;
    } catch (MeridianException e) {
      outcome = String.valueOf(e.getMessage());
      throw e;
    } finally {
      active.remove(number);
      long nanos = System.nanoTime() - entry.begunNanos();
      if (nanos >= slow.toNanos()) {
        log(entry, nanos, outcome);
      }
    }
  }

  private static void log(Active query, long nanos, String outcome) {
    LoggingEventBuilder line =
        LOG.atWarn()
            .addKeyValue("kind", query.job().kind())
            .addKeyValue("tenant", query.job().tenant())
            .addKeyValue("query", query.job().text())
            .addKeyValue("ms", Math.round(nanos / NANOS_PER_MILLI))
            .addKeyValue("queued_ms", Math.round(query.run().queuedNanos() / NANOS_PER_MILLI))
            .addKeyValue("samples", query.run().context().samples())
            .addKeyValue("peak_bytes", query.run().context().peakBytes())
            .addKeyValue("outcome", outcome);
    line.log("a query was slow");
  }
}
