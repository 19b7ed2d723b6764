package io.meridian.service.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ThreadMetricsTest {
  private final Deque<Runnable> searches = new ArrayDeque<>();
  private long now = Long.MAX_VALUE - 5;

  private static List<String> lines(PrometheusRegistry registry) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(UTF_8).lines().toList();
  }

  private PrometheusRegistry registry() {
    PrometheusRegistry registry = new PrometheusRegistry();
    ThreadMetrics.register(registry, () -> now, searches::add);
    return registry;
  }

  @Test
  void hasTheNamesAndTypesThatTheClientGives() throws IOException {
    PrometheusRegistry theirs = new PrometheusRegistry();
    JvmThreadsMetrics.builder().register(theirs);

    assertThat(types(registry())).containsExactlyElementsOf(types(theirs));
  }

  private static List<String> types(PrometheusRegistry registry) throws IOException {
    return lines(registry).stream().filter(line -> line.startsWith("# TYPE")).toList();
  }

  @Test
  void countsThreadsByState() throws IOException {
    List<String> lines = lines(registry());

    assertThat(sum(lines.stream().filter(line -> line.startsWith("jvm_threads_state{"))))
        .isPositive();
    assertThat(sum(lines.stream().filter(line -> line.startsWith("jvm_threads_current "))))
        .isPositive();
  }

  private static double sum(Stream<String> lines) {
    return lines
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void looksForDeadlocksAsideAndOnceAMinuteAtMost() throws IOException {
    PrometheusRegistry registry = registry();

    lines(registry);
    lines(registry);
    assertThat(searches).hasSize(1);

    searches.remove().run();
    now += Duration.ofSeconds(59).toNanos();
    lines(registry);
    assertThat(searches).isEmpty();

    now += Duration.ofSeconds(1).toNanos();
    lines(registry);
    lines(registry);
    assertThat(searches).hasSize(1);
  }

  @Test
  void tellsOfADeadlockOnceItIsFound() throws Exception {
    PrometheusRegistry registry = registry();
    ReentrantLock one = new ReentrantLock();
    ReentrantLock other = new ReentrantLock();
    CountDownLatch bothHeld = new CountDownLatch(2);
    List<Thread> stuck =
        List.of(
            Thread.ofPlatform().daemon().start(() -> hold(one, other, bothHeld)),
            Thread.ofPlatform().daemon().start(() -> hold(other, one, bothHeld)));
    bothHeld.await();
    while (!one.hasQueuedThreads() || !other.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    while (stuck.stream().anyMatch(each -> each.getState() != Thread.State.WAITING)) {
      Thread.onSpinWait();
    }

    assertThat(lines(registry)).contains("jvm_threads_deadlocked 0.0");
    searches.remove().run();
    assertThat(lines(registry))
        .contains("jvm_threads_deadlocked 2.0", "jvm_threads_deadlocked_monitor 0.0");

    for (Thread each : stuck) {
      each.interrupt();
      each.join();
    }
  }

  private static void hold(ReentrantLock first, ReentrantLock second, CountDownLatch bothHeld) {
    first.lock();
    try {
      bothHeld.countDown();
      bothHeld.await();
      second.lockInterruptibly();
      second.unlock();
    } catch (InterruptedException e) {
      // the deadlock is over
    } finally {
      first.unlock();
    }
  }
}
