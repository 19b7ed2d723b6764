package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.Operation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CoalescingBucketTest extends BucketContract {
  private final MemoryBucket store = new MemoryBucket("test", InstantSource.system());

  /** While it is closed, reads wait. */
  private final CountDownLatch gate = new CountDownLatch(1);

  private final MeteredBucket metered = new MeteredBucket(store);

  @Override
  protected Bucket open() {
    return new CoalescingBucket(metered);
  }

  private CoalescingBucket gated() {
    return new CoalescingBucket(
        new FaultyBucket(
            metered,
            Faults.none(1).withLatency(java.time.Duration.ofNanos(1), java.time.Duration.ZERO),
            _ -> gate.await()));
  }

  private long reads() {
    return metered.stats(Operation.GET_RANGE).calls();
  }

  @Test
  void readsOnceForAllWhoAskAtTheSameTime() throws Exception {
    store.put("a", bytes("abcdef"));
    CoalescingBucket coalescing = gated();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Thread> started = new ArrayList<>();
      List<Future<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(
            threads.submit(() -> {
              synchronized (started) {
                started.add(Thread.currentThread());
              }
              return coalescing.getRange("a", 1, 3);
            }));
      }
      awaitAll(started, 10);
      gate.countDown();

      for (Future<byte[]> answer : answers) {
        assertThat(answer.get()).isEqualTo(bytes("bcd"));
      }
      assertThat(reads()).isEqualTo(1);
      assertThat(coalescing.shared()).isEqualTo(9);
    }
  }

  private static void awaitAll(List<Thread> threads, int count) {
    while (!allWait(threads, count)) {
      Thread.onSpinWait();
    }
  }

  private static boolean allWait(List<Thread> threads, int count) {
    synchronized (threads) {
      return threads.size() == count
          && threads.stream().allMatch(each -> each.getState() == Thread.State.WAITING);
    }
  }

  @Test
  void readsForItselfWhenTheFirstIsInterrupted() throws Exception {
    store.put("a", bytes("abcdef"));
    CoalescingBucket coalescing = gated();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Thread> started = new ArrayList<>();
      Future<byte[]> first = threads.submit(() -> noted(started, coalescing));
      awaitAll(started, 1);
      Future<byte[]> second = threads.submit(() -> noted(started, coalescing));
      awaitAll(started, 2);

      first.cancel(true);
      gate.countDown();

      assertThat(second.get()).isEqualTo(bytes("abcdef"));
    }
  }

  private static byte[] noted(List<Thread> started, Bucket coalescing) {
    synchronized (started) {
      started.add(Thread.currentThread());
    }
    return coalescing.getRange("a", 0, 6);
  }

  @Test
  void sharesFailuresThatStay() throws Exception {
    CoalescingBucket coalescing = gated();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Thread> started = new ArrayList<>();
      List<Future<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(threads.submit(() -> noted(started, coalescing)));
      }
      awaitAll(started, 3);
      gate.countDown();

      for (Future<byte[]> answer : answers) {
        assertThatThrownBy(answer::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(ObjectNotFoundException.class)
            .cause()
            .isInstanceOf(BucketException.class);
      }
      assertThat(reads()).isEqualTo(1);
    }
  }
}
