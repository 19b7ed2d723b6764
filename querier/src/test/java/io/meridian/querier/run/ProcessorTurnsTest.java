package io.meridian.querier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.QueryContext;
import io.meridian.model.QueryTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ProcessorTurnsTest {
  private static final long FREE_NANOS = 100_000_000;

  private final ProcessorTurns turns = new ProcessorTurns(1);

  private record Query(QueryRun run, QueryContext context) {}

  private Query query(Duration timeout) {
    ProcessorTurns.Turn turn = turns.turn();
    QueryContext context =
        new QueryContext(System::nanoTime, timeout, Long.MAX_VALUE, Long.MAX_VALUE, _ -> {}, turn);
    return new Query(new QueryRun(context, turn, 0), context);
  }

  /** Computes past what is free. */
  private static void compute(QueryContext context, long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      context.check();
    }
  }

  /** A check that may find the time to be up. */
  private static void stepOf(Query query) {
    try {
      query.context().check();
    } catch (QueryTimeoutException e) {
      assertThat(query.context().isOver()).isTrue();
    }
  }

  @Test
  void letsShortQueriesBy() {
    Query heavy = query(Duration.ofMinutes(1));
    Query small = query(Duration.ofMinutes(1));

    boolean answered =
        heavy
            .run()
            .during(() -> {
              compute(heavy.context(), FREE_NANOS);
              assertThat(turns.areTaken()).isTrue();
              return small
                  .run()
                  .during(() -> {
                    small.context().check();
                    return true;
                  });
            });

    assertThat(answered).isTrue();
    assertThat(turns.areTaken()).isFalse();
  }

  @Test
  void hasHeavyQueriesTakeTurns() throws InterruptedException {
    AtomicInteger most = new AtomicInteger();
    AtomicInteger now = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Query query = query(Duration.ofMinutes(1));
      threads.add(
          Thread.ofPlatform()
              .start(() ->
                  query
                      .run()
                      .during(() -> {
                        compute(query.context(), FREE_NANOS);
                        for (int round = 0; round < 200; round++) {
                          most.accumulateAndGet(now.incrementAndGet(), Math::max);
                          Thread.onSpinWait();
                          now.decrementAndGet();
                          compute(query.context(), 500_000);
                        }
                        return true;
                      })));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(most).hasValue(1);
    assertThat(turns.areTaken()).isFalse();
  }

  @Test
  void givesATurnUpWhileStoresAreWaitedFor() {
    Query query = query(Duration.ofMinutes(1));

    query
        .run()
        .during(() -> {
          compute(query.context(), FREE_NANOS);
          assertThat(turns.areTaken()).isTrue();
          query
              .run()
              .awaiting(() -> {
                query.context().check();
                assertThat(turns.areTaken()).isFalse();
                return true;
              });
          query.context().check();
          assertThat(turns.areTaken()).isTrue();
          return true;
        });

    assertThat(turns.areTaken()).isFalse();
  }

  @Test
  void doesNotHoldUpWhoseTimeIsUp() {
    Query heavy = query(Duration.ofMinutes(1));
    Query late = query(Duration.ofMillis(300));

    heavy
        .run()
        .during(() -> {
          compute(heavy.context(), FREE_NANOS);
          assertThat(turns.areTaken()).isTrue();
          Thread other =
              Thread.ofPlatform()
                  .start(() ->
                      late.run()
                          .during(() -> {
                            while (!late.context().isOver()) {
                              late.run().awaiting(() -> true);
                              stepOf(late);
                            }
                            return true;
                          }));
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          return true;
        });
  }
}
