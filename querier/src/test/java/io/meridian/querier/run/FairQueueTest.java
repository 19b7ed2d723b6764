package io.meridian.querier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FairQueueTest {
  private final FairQueue queue = new FairQueue(2, 3);
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  private static QueryContext context(Duration timeout) {
    return new QueryContext(System::nanoTime, timeout, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Someone who waits; when this returns he does. */
  private Thread waiting(String tenant) {
    int before = queue.usage().waiting();
    Thread thread =
        Thread.startVirtualThread(() -> {
          try {
            queue.enter(tenant, QueryContext.unlimited());
            order.add(tenant);
          } catch (InterruptedException e) {
            order.add("interrupted");
          }
        });
    while (queue.usage().waiting() == before) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void letsInAsManyAsThereArePlaces() throws InterruptedException {
    queue.enter("a", QueryContext.unlimited());
    queue.enter("a", QueryContext.unlimited());
    Thread third = waiting("a");
    assertThat(queue.usage()).isEqualTo(new FairQueue.Usage(2, 2, 1, 0));

    queue.leave("a");
    third.join();

    assertThat(queue.usage()).isEqualTo(new FairQueue.Usage(2, 2, 0, 0));
  }

  @Test
  void hasTheOneWhoAsksALotWaitBehindHimself() throws InterruptedException {
    queue.enter("a", QueryContext.unlimited());
    queue.enter("a", QueryContext.unlimited());
    List<Thread> threads = new ArrayList<>();
    for (String tenant : List.of("a", "a", "a", "b", "c")) {
      threads.add(waiting(tenant));
    }

    for (int left = 5; left > 0; left--) {
      int told = order.size();
      queue.leave(order.isEmpty() ? "a" : order.getLast());
      while (order.size() == told) {
        Thread.onSpinWait();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(order).containsExactly("b", "c", "a", "a", "a");
  }

  @Test
  void refusesATenantOfWhomTooManyWait() throws InterruptedException {
    queue.enter("a", QueryContext.unlimited());
    queue.enter("a", QueryContext.unlimited());
    for (int i = 0; i < 3; i++) {
      waiting("a");
    }

    assertThatThrownBy(() -> queue.enter("a", QueryContext.unlimited()))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("3 queries of the tenant a wait already");
    Thread other = waiting("b");
    queue.leave("a");
    other.join();

    assertThat(queue.usage().refused()).isEqualTo(1);
    assertThat(order).containsExactly("b");
  }

  @Test
  void forgetsWhoseTimeIsUpAndWhoIsNotWantedAnyMore() throws InterruptedException {
    queue.enter("a", QueryContext.unlimited());
    queue.enter("b", QueryContext.unlimited());
    QueryContext cancelled = context(Duration.ofMinutes(1));
    cancelled.cancel();

    assertThatThrownBy(() -> queue.enter("a", context(Duration.ofMillis(5))))
        .isInstanceOf(QueryTimeoutException.class);
    assertThatThrownBy(() -> queue.enter("a", cancelled))
        .isInstanceOf(QueryCancelledException.class);

    assertThat(queue.usage()).isEqualTo(new FairQueue.Usage(2, 2, 0, 0));
    queue.leave("a");
    queue.leave("b");
    assertThat(queue.usage()).isEqualTo(new FairQueue.Usage(2, 0, 0, 0));
  }
}
