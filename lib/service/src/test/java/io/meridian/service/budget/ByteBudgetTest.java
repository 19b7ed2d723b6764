package io.meridian.service.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import io.meridian.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
final class ByteBudgetTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration NOW = Duration.ZERO;

  @RegisterExtension final Seed seed = new Seed();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static void awaitWaiting(ByteBudget budget, int count) {
    while (budget.usage().waiting() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void grantsInTheOrderOfAsking() throws Exception {
    ByteBudget budget = new ByteBudget("writes", 100, 10);
    ByteBudget.Grant first = budget.acquire(60, NOW);
    List<Integer> order = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(2);
    List<Future<?>> asked = new ArrayList<>();
    for (int size : new int[] {90, 10}) { // the second would fit, but came later
      asked.add(
          threads.submit(() -> {
            try (ByteBudget.Grant grant = budget.acquire(size, LONG)) {
              order.add((int) grant.bytes());
            }
            done.countDown();
          }));
      awaitWaiting(budget, asked.size());
    }

    first.close();
    done.await();

    assertThat(order).containsExactlyInAnyOrder(90, 10);
    assertThat(budget.usage()).isEqualTo(new ByteBudget.Usage(100, 0, 0, 0));
  }

  @Test
  void doesNotLetSmallOnesPassALargeOne() throws Exception {
    ByteBudget budget = new ByteBudget("writes", 100, 10);
    ByteBudget.Grant first = budget.acquire(60, NOW);
    Future<ByteBudget.Grant> large = threads.submit(() -> budget.acquire(90, LONG));
    awaitWaiting(budget, 1);

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> budget.acquire(10, Duration.ofMillis(1)));
    first.close();

    large.get().close();
  }

  @Test
  void refusesWhomItCannotHaveWaiting() {
    ByteBudget budget = new ByteBudget("write requests", 100, 1);
    ByteBudget.Grant all = budget.acquire(100, NOW);
    Future<ByteBudget.Grant> waiting = threads.submit(() -> budget.acquire(1, LONG));
    awaitWaiting(budget, 1);

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> budget.acquire(5, LONG))
        .withMessage(
            "no room for 5 bytes of write requests: 100 of 100 are held, and 1 others wait already;"
                + " try again later");
    assertThat(budget.usage().refused()).isEqualTo(1);
    all.close();
    assertThat(waiting).succeedsWithin(LONG);
  }

  @Test
  void refusesAfterTheTimeThatOneWouldWait() {
    ByteBudget budget = new ByteBudget("writes", 100, 1);
    ByteBudget.Grant all = budget.acquire(100, NOW);

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> budget.acquire(5, Duration.ofMillis(3)))
        .withMessageContaining("none became free within 3 ms");
    assertThat(budget.usage().waiting()).isZero();
    all.close();
    assertThat(budget.usage().held()).isZero();
  }

  @Test
  void saysWhatWillNeverFit() {
    ByteBudget budget = new ByteBudget("writes", 100, 1);

    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> budget.acquire(101, LONG))
        .withMessageContaining("memory for writes");
    try (ByteBudget.Grant grant = budget.acquire(60, NOW)) {
      assertThatExceptionOfType(LimitExceededException.class)
          .isThrownBy(() -> grant.grow(41, LONG));
      grant.grow(40, NOW);
      grant.shrink(99);
      assertThat(budget.usage().held()).isEqualTo(1);
    }
    assertThat(budget.usage().held()).isZero();
  }

  @Test
  void letsGrowthPassNewcomers() throws Exception {
    ByteBudget budget = new ByteBudget("writes", 100, 10);
    ByteBudget.Grant growing = budget.acquire(20, NOW);
    ByteBudget.Grant other = budget.acquire(60, NOW);
    Future<ByteBudget.Grant> newcomer = threads.submit(() -> budget.acquire(30, LONG));
    awaitWaiting(budget, 1);

    growing.grow(20, NOW); // there is room, and the newcomer's turn does not matter
    Future<?> more = threads.submit(() -> growing.grow(50, LONG));
    awaitWaiting(budget, 2);
    other.close();
    more.get();

    assertThat(newcomer).isNotDone();
    growing.close();
    newcomer.get().close();
  }

  @Test
  void refusesTheGrowthThatWouldHaveAllWaitForEachOther() {
    ByteBudget budget = new ByteBudget("writes", 100, 10);
    ByteBudget.Grant one = budget.acquire(50, NOW);
    ByteBudget.Grant two = budget.acquire(50, NOW);
    Future<?> waiting = threads.submit(() -> one.grow(10, LONG));
    awaitWaiting(budget, 1);

    assertThatExceptionOfType(OverloadedException.class)
        .isThrownBy(() -> two.grow(10, LONG))
        .withMessageContaining("all by requests that need more");
    two.close();

    assertThat(waiting).succeedsWithin(LONG);
    assertThat(one.bytes()).isEqualTo(60);
  }

  @Test
  void refusesGrowthOnceOnlyThoseHoldWhoWaitForEachOther() {
    ByteBudget budget = new ByteBudget("writes", 120, 10);
    ByteBudget.Grant one = budget.acquire(50, NOW);
    ByteBudget.Grant two = budget.acquire(50, NOW);
    ByteBudget.Grant three = budget.acquire(20, NOW);
    Future<?> first = threads.submit(() -> one.grow(60, LONG));
    awaitWaiting(budget, 1);
    Future<?> second = threads.submit(() -> two.grow(60, LONG));
    awaitWaiting(budget, 2);

    three.close();

    assertThat(second)
        .failsWithin(LONG)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(OverloadedException.class);
    two.close();
    assertThat(first).succeedsWithin(LONG);
  }

  @Test
  void neverGrantsMoreThanThereIs() throws Exception {
    int capacity = 1000;
    ByteBudget budget = new ByteBudget("writes", capacity, 1000);
    AtomicLong held = new AtomicLong();
    AtomicLong most = new AtomicLong();
    RandomGenerator seeds = seed.random();
    List<Future<?>> all = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      RandomGenerator random = new SplittableRandom(seeds.nextLong());
      all.add(
          threads.submit(() -> {
            for (int i = 0; i < 500; i++) {
              hold(budget, random, held, most);
            }
          }));
    }
    for (Future<?> each : all) {
      each.get();
    }

    assertThat(most.get()).isBetween(300L, (long) capacity);
    assertThat(budget.usage().held()).isZero();
    assertThat(budget.usage().waiting()).isZero();
  }

  private static void hold(
      ByteBudget budget, RandomGenerator random, AtomicLong held, AtomicLong most) {
    int first = random.nextInt(300);
    try (ByteBudget.Grant grant = budget.acquire(first, LONG)) {
      long now = held.addAndGet(first);
      most.accumulateAndGet(now, Math::max);
      try {
        int more = random.nextInt(300);
        grant.grow(more, Duration.ofMillis(random.nextInt(3)));
        most.accumulateAndGet(held.addAndGet(more), Math::max);
      } catch (OverloadedException e) {
        // then with what there is
      }
      Thread.onSpinWait();
      held.addAndGet(-grant.bytes());
    }
  }
}
