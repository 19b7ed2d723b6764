package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.ObjectNotFoundException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class HedgedBucketTest extends BucketContract {
  private final MemoryBucket store = new MemoryBucket("test", InstantSource.system());

  @Override
  protected Bucket open() {
    return learned(new HedgedBucket(store, 10));
  }

  /** Lets it learn what reads take. */
  private HedgedBucket learned(HedgedBucket hedged) {
    store.put("learning", bytes("x"));
    for (int i = 0; i < 64; i++) {
      hedged.getRange("learning", 0, 1);
    }
    store.delete("learning");
    return hedged;
  }

  @Test
  void takesTheSecondAnswerWhereTheFirstTakesLong() {
    AtomicBoolean stuck = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    FaultyBucket slow =
        new FaultyBucket(
            store,
            Faults.none(1).withLatency(Duration.ofNanos(1), Duration.ZERO),
            _ -> {
              if (stuck.getAndSet(false)) {
                never.await();
              }
            });
    HedgedBucket hedged = learned(new HedgedBucket(slow, 100));
    store.put("a", bytes("abc"));
    long before = hedged.won();
    stuck.set(true);

    assertThat(hedged.getRange("a", 0, 3)).isEqualTo(bytes("abc"));

    assertThat(hedged.won()).isEqualTo(before + 1);
  }

  @Test
  void asksASecondTimeOnlyWithinItsBudget() {
    FaultyBucket slow = new FaultyBucket(store, Faults.none(1));
    HedgedBucket hedged = learned(new HedgedBucket(slow, 1));
    store.put("a", bytes("abc"));
    slow.change(Faults.none(1).withLatency(Duration.ofMillis(4), Duration.ZERO));

    for (int i = 0; i < 60; i++) {
      hedged.getRange("a", 0, 3);
    }

    assertThat(hedged.hedged()).isBetween(1L, 21L);
  }

  @Test
  void failsWithWhatBothReadsFailWith() {
    HedgedBucket hedged = (HedgedBucket) bucket;

    assertThatThrownBy(() -> hedged.getRange("none", 0, 1))
        .isInstanceOf(ObjectNotFoundException.class);
  }

  @Test
  void endsWhenItsThreadIsInterrupted() {
    store.put("a", bytes("abc"));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> bucket.getRange("a", 0, 1))
        .isInstanceOf(BucketUnavailableException.class);

    assertThat(Thread.interrupted()).isTrue();
  }
}
