package io.meridian.bucket.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketContract;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache whose pages are on disk. */
final class DiskCachedBucketTest extends BucketContract {
  private static final int PAGE = 1 << 16;

  @TempDir private Path folder;

  private final MemoryBucket store = new MemoryBucket("test", InstantSource.system());
  private final MeteredBucket metered = new MeteredBucket(store);
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @Override
  protected Bucket open() {
    return cached(folder.resolve("pages"), 1 << 20);
  }

  private CachedBucket cached(Path file, long bytes) {
    return new CachedBucket(metered, new DiskPages(file, bytes, now::get), _ -> true);
  }

  private long reads() {
    return metered.stats(Operation.GET_RANGE).calls();
  }

  @Test
  void readsOnceWhatIsAskedTwice() {
    byte[] bytes = random(400_000);
    bucket.put("a", bytes);
    bucket.getRange("a", 100_000, 200_000);
    long before = reads();

    assertThat(bucket.getRange("a", 150_000, 100_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 150_000, 250_000));
    assertThat(reads()).isEqualTo(before);

    bucket.getRange("a", 290_000, 20_000);
    assertThat(reads()).isEqualTo(before + 1);
  }

  @Test
  void readsAlongWhatTheCallerAllows() {
    byte[] bytes = random(10 * PAGE);
    bucket.put("a", bytes);
    long before = reads();

    assertThat(bucket.getRange("a", 4 * PAGE + 10, 100, 2 * PAGE, 8 * PAGE))
        .isEqualTo(Arrays.copyOfRange(bytes, 4 * PAGE + 10, 4 * PAGE + 110));
    assertThat(bucket.getRange("a", 2 * PAGE, 6 * PAGE))
        .isEqualTo(Arrays.copyOfRange(bytes, 2 * PAGE, 8 * PAGE));
    assertThat(reads()).isEqualTo(before + 1);

    bucket.getRange("a", 9 * PAGE, 10, 0, 10 * PAGE);
    assertThat(reads()).isEqualTo(before + 2);
    assertThat(metered.stats(Operation.GET_RANGE).bytes()).isEqualTo(8L * PAGE);
  }

  @Test
  void givesTheObjectsBytesToManyThreadsWhilePagesComeAndGo()
      throws InterruptedException, ExecutionException {
    byte[] bytes = random(40 * PAGE + 1234);
    store.put("a", bytes);
    CachedBucket small = cached(folder.resolve("small"), 16 * PAGE);
    SplittableRandom random = new SplittableRandom(seed.random().nextLong());
    List<Future<?>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        SplittableRandom own = random.split();
        readers.add(threads.submit(() -> readAndCompare(small, bytes, own)));
      }
    }
    for (Future<?> reader : readers) {
      reader.get();
    }
    assertThat(small.hitBytes()).isPositive();
    assertThat(small.heldBytes()).isLessThanOrEqualTo(16 * PAGE);
    small.close();
    assertThat(folder.resolve("small")).doesNotExist();
  }

  private static void readAndCompare(Bucket from, byte[] bytes, SplittableRandom random) {
    for (int i = 0; i < 300; i++) {
      int offset = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(Math.min(3 * PAGE, bytes.length - offset));
      boolean interrupted = random.nextInt(10) == 0;
      if (interrupted) {
        Thread.currentThread().interrupt(); // as a query that is over does to its reads
      }
      byte[] read = from.getRange("a", offset, length);
      assertThat(Thread.interrupted()).isEqualTo(interrupted);
      assertThat(Arrays.equals(read, Arrays.copyOfRange(bytes, offset, offset + length))).isTrue();
    }
  }

  @Test
  void leavesAFullDiskAloneAndTriesItAgain() throws IOException {
    Path full = Path.of("/dev/full");
    Path link = Files.createSymbolicLink(folder.resolve("full"), full);
    DiskPages pages = new DiskPages(link, 1 << 20, now::get);
    CachedBucket cached = new CachedBucket(metered, pages, _ -> true);
    byte[] bytes = random(5 * PAGE);
    store.put("a", bytes);

    assertThat(cached.getRange("a", 0, bytes.length)).isEqualTo(bytes);
    assertThat(cached.getRange("a", 0, bytes.length)).isEqualTo(bytes);
    assertThat(pages.failures()).isEqualTo(1);

    now.set(Instant.EPOCH.plusSeconds(61));
    assertThat(cached.getRange("a", 0, bytes.length)).isEqualTo(bytes);
    assertThat(pages.failures()).isEqualTo(2);
    assertThat(cached.heldBytes()).isZero();
  }
}
