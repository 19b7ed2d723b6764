package io.meridian.service.lifecycle;

import io.meridian.model.MeridianException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads the parts of a process from start to end.
 *
 * <p>They start in order; the process is ready when all have. At the end it is not ready first, for
 * {@link Times#notice}, so that whoever sends to it sees that and goes elsewhere; then every part
 * is drained and then stopped, in reverse order. A part that fails at its end does not keep others
 * from theirs.
 */
public final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final String STARTING = "start";
  private static final String ENDING = "end";

  private final String process;
  private final List<Part> parts;
  private final Readiness readiness;
  private final Times times;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicBoolean signalled = new AtomicBoolean();
  private final Deque<Part> started = new ArrayDeque<>();
  private boolean failed;

  /**
   * How long the end may take.
   *
   * @param notice between being not ready and taking nothing in any more
   * @param grace for draining, after which what is unfinished is cut; flushing takes what it takes
   */
  public record Times(Duration notice, Duration grace) {}

  /**
   * A process that has not started.
   *
   * @param process its name in logs
   * @param parts in the order of their start
   */
  public Lifecycle(String process, List<Part> parts, Readiness readiness, Times times) {
    this.process = process;
    this.parts = List.copyOf(parts);
    this.readiness = readiness;
    this.times = times;
    readiness.not(STARTING, "the process starts");
  }

  /**
   * Runs until SIGTERM or SIGINT; a second one ends the process at once.
   *
   * @return the exit code: 0 if everything started and ended well
   */
  public int run() {
    Signals.on("TERM", () -> asked("SIGTERM"));
    Signals.on("INT", () -> asked("SIGINT"));
    try {
      if (start()) {
        asked.await();
      }
    } catch (InterruptedException e) {
      failed = true;
    }
    end();
    return failed ? 1 : 0;
  }

  private void asked(String signal) {
    if (signalled.getAndSet(true)) {
      log.warn("{} came again: {} ends at once", signal, process);
      Runtime.getRuntime().halt(1);
    }
    log.info("{} came: {} finishes what it has", signal, process);
    stop();
  }

  /** Asks the process to end, as SIGTERM does. */
  public void stop() {
    asked.countDown();
  }

  /** Starts the parts; false if one could not, or the end was asked for meanwhile. */
  private boolean start() {
    long begin = System.nanoTime();
    for (Part part : parts) {
      if (asked.getCount() == 0) {
        return false;
      }
      try {
        part.start();
        started.push(part);
      } catch (IOException | MeridianException e) {
        log.error("{} did not start: {}", part.name(), e.getMessage());
        log.debug("{} did not start", part.name(), e);
        failed = true;
        return false;
      } catch (InterruptedException | RuntimeException e) {
        log.error("{} did not start: {}", part.name(), e.getMessage(), e);
        failed = true;
        return false;
      }
    }
    readiness.ready(STARTING);
    log.info("{} is ready after {} ms", process, (System.nanoTime() - begin) / 1_000_000);
    return true;
  }

  private void end() {
    readiness.not(ENDING, "the process ends");
    try {
      if (!failed) {
        TimeUnit.NANOSECONDS.sleep(times.notice().toNanos());
      }
    } catch (InterruptedException e) {
      log.warn("{} was interrupted and gives no notice of its end", process);
    }
    long end = System.nanoTime() + times.grace().toNanos();
    for (Part part : started) {
      finish(part, "drained", () -> part.drain(remaining(end)));
    }
    for (Part part : started) {
      finish(part, "stopped", part::stop);
    }
    log.info("{} has ended", process);
  }

  private static Duration remaining(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** A step in a part's end. */
  @FunctionalInterface
  private interface Step {
    void take() throws IOException, InterruptedException;
  }

  private void finish(Part part, String outcome, Step step) {
    try {
      step.take();
      log.debug("{} is {}", part.name(), outcome);
    } catch (InterruptedException | IOException | RuntimeException e) {
      log.error("{} was not {}: {}", part.name(), outcome, e.getMessage(), e);
      failed = true;
    }
  }
}
