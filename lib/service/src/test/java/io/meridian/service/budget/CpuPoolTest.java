package io.meridian.service.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.meridian.model.OverloadedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CpuPoolTest {

  /** Occupies the only thread of a pool until it is counted down. */
  private static CountDownLatch occupy(CpuPool pool) {
    CountDownLatch go = new CountDownLatch(1);
    pool.executor(CpuClass.INGEST).execute(() -> await(go));
    while (pool.usage().busy() == 0) {
      Thread.onSpinWait();
    }
    return go;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void servesIngestFirstAndQueriesNowAndThen() {
    try (CpuPool pool = new CpuPool(1, 100)) {
      CountDownLatch go = occupy(pool);
      List<String> order = new CopyOnWriteArrayList<>();
      CountDownLatch done = new CountDownLatch(44);
      for (int i = 0; i < 4; i++) {
        pool.executor(CpuClass.QUERY).execute(() -> note(order, "query", done));
      }
      for (int i = 0; i < 40; i++) {
        pool.executor(CpuClass.INGEST).execute(() -> note(order, "ingest", done));
      }
      assertThat(pool.usage()).isEqualTo(new CpuPool.Usage(1, 1, 40, 4, 0));

      go.countDown();
      await(done);

      assertThat(order.subList(0, 15)).containsOnly("ingest");
      assertThat(order.subList(0, 42)).filteredOn("query"::equals).hasSize(2);
    }
  }

  private static void note(List<String> order, String name, CountDownLatch done) {
    order.add(name);
    done.countDown();
  }

  @Test
  void computesOnItsOwnThreads() throws Exception {
    try (CpuPool pool = new CpuPool(2, 10)) {
      String outer = pool.compute(CpuClass.QUERY, () -> Thread.currentThread().getName());
      List<String> inner =
          pool.compute(
              CpuClass.QUERY,
              () ->
                  List.of(
                      Thread.currentThread().getName(),
                      pool.compute(CpuClass.INGEST, () -> Thread.currentThread().getName())));

      assertThat(outer).startsWith("cpu-");
      assertThat(inner.getFirst()).isEqualTo(inner.getLast());
    }
  }

  @Test
  void throwsWhatTheTaskThrew() {
    try (CpuPool pool = new CpuPool(1, 10)) {
      assertThatIllegalStateException()
          .isThrownBy(() ->
              pool.compute(
                  CpuClass.QUERY,
                  () -> {
                    throw new IllegalStateException("why");
                  }))
          .withMessage("why");
    }
  }

  @Test
  void refusesWhatCannotWait() {
    try (CpuPool pool = new CpuPool(1, 2)) {
      CountDownLatch go = occupy(pool);
      pool.executor(CpuClass.QUERY).execute(() -> {});
      pool.executor(CpuClass.QUERY).execute(() -> {});

      assertThatExceptionOfType(OverloadedException.class)
          .isThrownBy(() -> pool.compute(CpuClass.QUERY, () -> 1))
          .withMessageContaining("2 tasks of queries wait");
      pool.executor(CpuClass.INGEST).execute(() -> {});
      assertThat(pool.usage().refused()).isEqualTo(1);
      go.countDown();
    }
  }

  @Test
  void forgetsWhomNobodyWaitsFor() throws InterruptedException {
    try (CpuPool pool = new CpuPool(1, 10)) {
      CountDownLatch go = occupy(pool);
      AtomicReference<Exception> thrown = new AtomicReference<>();
      List<String> ran = new ArrayList<>();
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  pool.compute(CpuClass.QUERY, () -> ran.add("ran"));
                } catch (Exception e) {
                  thrown.set(e);
                }
              });
      while (pool.usage().waitingQueries() == 0) {
        Thread.onSpinWait();
      }

      waiting.interrupt();
      waiting.join();

      assertThat(thrown.get()).isInstanceOf(CancellationException.class);
      assertThat(pool.usage().waitingQueries()).isZero();
      go.countDown();
      assertThat(ran).isEmpty();
    }
  }

  @Test
  void goesOnAfterATaskThatFailed() throws Exception {
    try (CpuPool pool = new CpuPool(1, 10)) {
      CountDownLatch told = new CountDownLatch(1);
      pool.executor(CpuClass.QUERY)
          .execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, _) -> told.countDown());
            throw new IllegalStateException("wanted by the test");
          });
      told.await();

      assertThat(pool.compute(CpuClass.QUERY, () -> 7)).isEqualTo(7);
    }
  }

  @Test
  void takesNothingOnceClosedButEndsWhatItHas() {
    CpuPool pool = new CpuPool(1, 10);
    CountDownLatch go = occupy(pool);
    CountDownLatch done = new CountDownLatch(1);
    pool.executor(CpuClass.QUERY).execute(done::countDown);

    pool.close();

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.compute(CpuClass.QUERY, () -> 1));
    go.countDown();
    await(done);
  }
}
