package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.Operation;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class CachedBucketTest extends BucketContract {
  private final MemoryBucket store = new MemoryBucket("test", InstantSource.system());
  private final MeteredBucket metered = new MeteredBucket(store);

  @Override
  protected Bucket open() {
    return cached(1 << 20);
  }

  private CachedBucket cached(long bytes) {
    return new CachedBucket(metered, new HeapPages(bytes), name -> !name.startsWith("changing/"));
  }

  private long reads() {
    return metered.stats(Operation.GET_RANGE).calls();
  }

  @Test
  void readsOnceWhatIsAskedTwice() {
    bucket.put("a", random(100_000));
    bucket.getRange("a", 50_000, 40_000);
    long before = reads();

    bucket.getRange("a", 50_000, 40_000);
    bucket.getRange("a", 60_000, 100);
    assertThat(reads()).isEqualTo(before);

    bucket.getRange("a", 80_000, 20_000);
    assertThat(reads()).isEqualTo(before + 1);
    assertThat(((CachedBucket) bucket).missedBytes()).isEqualTo(50_000);
    assertThat(((CachedBucket) bucket).hitBytes()).isEqualTo(40_000 + 100 + 10_000);
  }

  @Test
  void staysWithinItsBytes() {
    CachedBucket small = cached(100_000);
    bucket.put("a", random(1_000_000));
    RandomGenerator random = seed.random();

    for (int i = 0; i < 200; i++) {
      small.getRange("a", random.nextInt(900_000), 1 + random.nextInt(100_000));
    }

    assertThat(small.heldBytes()).isBetween(1L, 100_000L);
  }

  @Test
  void givesTheObjectsBytesWhateverItHolds() {
    byte[] bytes = random(300_000);
    bucket.put("a", bytes);
    CachedBucket small = cached(150_000);
    RandomGenerator random = seed.random();

    for (int i = 0; i < 1_000; i++) {
      int from = random.nextInt(300_000);
      int length = 1 + random.nextInt(Math.min(40_000, 300_000 - from));
      assertThat(small.getRange("a", from, length))
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
    }
    assertThat(small.hitBytes()).isPositive();
  }

  @Test
  void forgetsOnDemand() {
    bucket.put("a", bytes("first"));
    bucket.getRange("a", 0, 5);
    store.put("a", bytes("other"));
    assertThat(bucket.getRange("a", 0, 5)).isEqualTo(bytes("first"));

    bucket.forget("a");

    assertThat(bucket.getRange("a", 0, 5)).isEqualTo(bytes("other"));
  }

  @Test
  void keepsNothingOfWhatMayChange() {
    bucket.put("changing/a", bytes("first"));
    bucket.getRange("changing/a", 0, 5);
    store.put("changing/a", bytes("other"));

    assertThat(bucket.getRange("changing/a", 0, 5)).isEqualTo(bytes("other"));
  }
}
