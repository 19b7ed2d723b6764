package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.Operation;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class SharedCacheBucketTest extends BucketContract {
  private static final int PAGE = 1 << 16;

  private final MemoryBucket store = new MemoryBucket("test", InstantSource.system());
  private final MeteredBucket metered = new MeteredBucket(store);
  private final Shelf shelf = new Shelf();

  /** Pages that some have put and others take, and that go now and then. */
  private static final class Shelf implements SharedPages {
    private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
    private Predicate<String> lost = _ -> false;

    @Override
    public Map<String, byte[]> get(List<String> names) {
      Map<String, byte[]> found = new HashMap<>();
      for (String name : names) {
        byte[] page = pages.get(name);
        if (page != null && !lost.test(name)) {
          found.put(name, page);
        }
      }
      return found;
    }

    @Override
    public void put(String name, byte[] bytes) {
      assertThat(name).matches("[!-~]{1,200}");
      assertThat(bytes.length).isBetween(1, PAGE);
      pages.put(name, bytes);
    }

    @Override
    public void close() {}
  }

  @Override
  protected Bucket open() {
    return over();
  }

  private SharedCacheBucket over() {
    return new SharedCacheBucket(metered, shelf, name -> !name.startsWith("changing/"));
  }

  private long reads() {
    return metered.stats(Operation.GET_RANGE).calls();
  }

  @Test
  void readsNothingThatAnotherOneHasRead() {
    byte[] bytes = random(300_000);
    store.put("a", bytes);
    SharedCacheBucket other = over();
    bucket.getRange("a", 50_000, 200_000);
    long before = reads();

    assertThat(other.getRange("a", 50_000, 200_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 50_000, 250_000));
    assertThat(other.getRange("a", 0, 10)).isEqualTo(Arrays.copyOf(bytes, 10));

    assertThat(reads()).isEqualTo(before);
    assertThat(other.hitBytes()).isEqualTo(200_010);
    assertThat(other.missedBytes()).isZero();
  }

  @Test
  void readsOnceFromTheFirstToTheLastByteThatIsMissing() {
    byte[] bytes = random(10 * PAGE);
    store.put("a", bytes);
    bucket.getRange("a", 0, 10 * PAGE);
    shelf.lost = name -> name.endsWith("/4") || name.endsWith("/6");
    long before = reads();
    long bytesBefore = metered.stats(Operation.GET_RANGE).bytes();
    SharedCacheBucket other = over();

    assertThat(other.getRange("a", 100, 9 * PAGE))
        .isEqualTo(Arrays.copyOfRange(bytes, 100, 100 + 9 * PAGE));

    assertThat(reads()).isEqualTo(before + 1);
    assertThat(metered.stats(Operation.GET_RANGE).bytes() - bytesBefore).isEqualTo(3 * PAGE);
    assertThat(other.missedBytes()).isEqualTo(3 * PAGE);
    assertThat(other.hitBytes()).isEqualTo(6 * PAGE);
  }

  @Test
  void asksNoMoreForWhatProvedDamaged() {
    byte[] bytes = random(1_000);
    store.put("a", bytes);
    SharedCacheBucket other = over();
    other.getRange("a", 0, 1_000);
    shelf.pages.replaceAll((_, page) -> new byte[page.length]);
    assertThat(other.getRange("a", 0, 1_000)).isEqualTo(new byte[1_000]);

    other.forget("a");

    assertThat(other.getRange("a", 0, 1_000)).isEqualTo(bytes);
    assertThat(other.getRange("a", 0, 1_000)).isEqualTo(bytes);
  }

  @Test
  void readsWhatIsThereWhateverIsLost() {
    RandomGenerator random = seed.random();
    byte[] bytes = random(1_000_000);
    store.put("a", bytes);
    shelf.lost = _ -> random.nextInt(3) == 0;

    for (int each = 0; each < 300; each++) {
      int from = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(Math.min(bytes.length - from, 1 + random.nextInt(400_000)));
      assertThat(bucket.getRange("a", from, length))
          .as("%d bytes from %d", length, from)
          .isEqualTo(Arrays.copyOfRange(bytes, from, from + length));
    }
  }

  @Test
  void sharesNothingThatMayChange() {
    store.put("changing/a", random(1_000));

    bucket.getRange("changing/a", 0, 1_000);

    assertThat(shelf.pages).isEmpty();
  }
}
