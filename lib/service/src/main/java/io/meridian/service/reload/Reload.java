package io.meridian.service.reload;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads configuration anew, whoever asks. Every source is read and judged before any is put in
 * place, so that a mistake in one changes nothing at all.
 */
public final class Reload {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  /** One reload at a time. */
  private final ReentrantLock lock = new ReentrantLock();

  private final List<Source> sources = new ArrayList<>();
  private final Gauge successful;
  private final Gauge lastSuccess;
  private final Counter failures;

  /** Something that reads configuration. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads and judges the configuration as it is now, and changes nothing yet.
     *
     * @return what puts it in place; it does not fail
     * @throws RuntimeException whose message says what is wrong, such as a {@code ConfigException}
     */
    Runnable prepare();
  }

  /** How a reload ended. */
  public sealed interface Outcome {
    /** What was read is in place. */
    record Done() implements Outcome {}

    /** The old configuration stays. */
    record Refused(String problems) implements Outcome {}

    /** Some sources have the new one, others failed to take it and have the old. */
    record Partial(String problems) implements Outcome {}
  }

  /** Registers the metrics that Prometheus and Thanos have under these names, too. */
  public Reload(PrometheusRegistry registry) {
    successful =
        Gauge.builder()
            .name("meridian_config_last_reload_successful")
            .help("Whether the last reload of the configuration succeeded.")
            .register(registry);
    lastSuccess =
        Gauge.builder()
            .name("meridian_config_last_reload_success_timestamp_seconds")
            .help("When the configuration was last put in place.")
            .register(registry);
    failures =
        Counter.builder()
            .name("meridian_config_reload_failures_total")
            .help("Reloads that left the old configuration in place, or a part of it.")
            .register(registry);
    put();
  }

  private void put() {
    successful.set(1);
    lastSuccess.set(System.currentTimeMillis() / 1e3);
  }

  /** Adds a source, before the first reload. */
  public void add(Source source) {
    lock.lock();
    try {
      sources.add(source);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reloads.
   *
   * @param because who asked, for the log
   */
  public Outcome now(String because) {
    lock.lock();
    try {
      List<Runnable> steps = new ArrayList<>();
      for (Source each : sources) {
        steps.add(each.prepare());
      }
      List<String> failed = putInPlace(steps);
      if (!failed.isEmpty()) {
        String problems = String.join("; ", failed);
        count("after {} only a part of the configuration is in place: {}", because, problems);
        return new Outcome.Partial(problems);
      }
      put();
      log.info("the configuration was read anew after {}", because);
      return new Outcome.Done();
    } catch (RuntimeException e) {
      String problems = String.valueOf(e.getMessage());
      count("after {} the configuration is wrong, the old one stays: {}", because, problems);
      return new Outcome.Refused(problems);
    } finally {
      lock.unlock();
    }
  }

  /** Takes all steps, also behind one that fails against its contract; what failed. */
  private static List<String> putInPlace(List<Runnable> steps) {
    List<String> failed = new ArrayList<>();
    for (Runnable each : steps) {
      try {
        each.run();
      } catch (RuntimeException e) {
        failed.add(String.valueOf(e.getMessage()));
      }
    }
    return failed;
  }

  private void count(String failure, String because, String problems) {
    successful.set(0);
    failures.inc();
    log.error(failure, because, problems);
  }
}
