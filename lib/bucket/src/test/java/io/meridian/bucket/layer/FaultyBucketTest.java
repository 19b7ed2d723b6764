package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.CorruptObjectException;
import io.meridian.bucket.MemoryBucket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultyBucketTest extends BucketContract {
  private final MemoryBucket store = new MemoryBucket("test", InstantSource.system());

  @Override
  protected Bucket open() {
    return new FaultyBucket(store, Faults.none(1));
  }

  private FaultyBucket faulty(double failing, double cut, double corrupt) {
    return new FaultyBucket(
        store, Faults.none(seed.random().nextLong()).withShares(failing, cut, corrupt));
  }

  @Test
  void failsTheShareThatIsAsked() {
    FaultyBucket faulty = faulty(0.1, 0, 0);
    int failed = 0;
    for (int i = 0; i < 2_000; i++) {
      try {
        faulty.exists("a" + i);
      } catch (BucketUnavailableException e) {
        failed++;
      }
    }

    assertThat(failed).isBetween(120, 290);
    assertThat(faulty.failed()).isEqualTo(failed);
  }

  @Test
  void givesTheSameFateForTheSameSeed() {
    byte[] bytes = random(1_000);
    store.put("a", bytes);

    assertThat(fates()).isEqualTo(fates()).contains("fine", "503", "cut", "corrupt");
  }

  private List<String> fates() {
    FaultyBucket faulty = new FaultyBucket(store, Faults.none(42).withShares(0.2, 0.2, 0.2));
    byte[] bytes = store.getRange("a", 0, 1_000);
    List<String> fates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      try {
        byte[] read = faulty.getRange("a", 0, 1_000);
        fates.add(java.util.Arrays.equals(read, bytes) ? "fine" : "corrupt");
      } catch (BucketUnavailableException e) {
        fates.add("503");
      } catch (CorruptObjectException e) {
        fates.add("cut");
      }
    }
    return fates;
  }

  @Test
  void cutBodiesAreFoundOut() {
    store.put("a", random(1_000));
    FaultyBucket faulty = faulty(0, 1, 0);

    assertThatThrownBy(() -> faulty.getAll("a", 1_000)).isInstanceOf(CorruptObjectException.class);
    assertThatThrownBy(() -> faulty.getRange("a", 0, 10))
        .isInstanceOf(CorruptObjectException.class);
    assertThat(faulty.cut()).isEqualTo(2);
  }

  @Test
  void turnsOneBitOver() {
    byte[] bytes = random(1_000);
    store.put("a", bytes);
    FaultyBucket faulty = faulty(0, 0, 1);

    assertThat(flipped(bytes, faulty.getRange("a", 0, 1_000))).isEqualTo(1);
    assertThat(flipped(bytes, faulty.getAll("a", 1_000))).isEqualTo(1);
    assertThat(faulty.corrupted()).isEqualTo(2);
    assertThat(store.getRange("a", 0, 1_000)).isEqualTo(bytes);
  }

  private static int flipped(byte[] a, byte[] b) {
    int bits = 0;
    for (int i = 0; i < a.length; i++) {
      bits += Integer.bitCount((a[i] ^ b[i]) & 0xff);
    }
    return bits;
  }

  @Test
  void losesTheAnswersOfSomeWrites() {
    FaultyBucket faulty = faulty(1, 0, 0);
    for (int i = 0; i < 50; i++) {
      int number = i;
      assertThatThrownBy(() -> faulty.put("a" + number, bytes("x")))
          .isInstanceOf(BucketException.class);
    }

    assertThat(store.objects("").count()).isBetween(8L, 42L);
  }

  @Test
  void letsTimePass() {
    List<Duration> pauses = new ArrayList<>();
    FaultyBucket slow =
        new FaultyBucket(
            store,
            Faults.none(1).withLatency(Duration.ofMillis(30), Duration.ofMillis(10)),
            pauses::add);

    slow.exists("a");
    slow.exists("b");

    assertThat(pauses).hasSize(2).allMatch(time -> time.toMillis() >= 30 && time.toMillis() <= 40);
  }
}
