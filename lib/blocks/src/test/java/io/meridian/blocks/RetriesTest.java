package io.meridian.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class RetriesTest {
  private static final double THIRD = 0.3;

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  private final Bucket bucket = new MemoryBucket("test", InstantSource.system());

  private FaultyBucket faulty(double unavailable, double cut, double corrupt) {
    Faults none = Faults.none(seed.random().nextLong());
    return new FaultyBucket(bucket, none.withShares(unavailable, cut, corrupt));
  }

  private static byte[] known(byte[] bytes) {
    if (!Arrays.equals(bytes, new byte[999])) {
      throw new CorruptDataException("a", 0, "another byte");
    }
    return bytes;
  }

  @Test
  void getsThroughThreeFaultsInTenOfEachKind() {
    bucket.put("a", new byte[999]);
    for (double[] shares : new double[][] {{THIRD, 0, 0}, {0, THIRD, 0}, {0, 0, THIRD}}) {
      FaultyBucket store = faulty(shares[0], shares[1], shares[2]);
      for (int i = 0; i < 300; i++) {
        byte[] read = Retries.meaning(store, "a", () -> store.getAll("a", 999), RetriesTest::known);
        assertThat(read).hasSize(999);
      }
      assertThat(store.failed() + store.cut() + store.corrupted()).isBetween(60L, 300L);
    }
  }

  /** Damage is left out: a meta.json that arrives with another digit in it shows no trace of it. */
  @Test
  void readsABlockThoughThreeReadsInTenFailAndThreeAreCut() {
    Path whole = TestBlock.write(folder, 1, 600, Labels.of("cluster", "a")).path();
    new BlockUpload(bucket, InstantSource.system(), false).upload(new BlockFolder(whole));
    FaultyBucket store = faulty(THIRD, THIRD, 0);

    SelectionSamples selections = new SelectionSamples(seed.random());
    long samples = 0;
    for (int round = 0; round < 4; round++) {
      Path headers = folder.resolve("headers-" + round);
      try (BlockReader eager = BlockReader.open(whole);
          LazyBlock lazy = new NamedBlocks(store, headers).open(TestBlock.name(1))) {
        samples += selections.compare(eager, lazy, 20);
      }
    }
    assertThat(samples).isPositive();
    assertThat(store.failed() + store.cut()).isPositive();
  }

  @Test
  void asksAStoreThatIsDownAboutOnceARead() {
    AtomicInteger asked = new AtomicInteger();
    int reads = 500;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < reads; i++) {
        threads.execute(() ->
            assertThatThrownBy(() ->
                    Retries.of(() -> {
                      asked.incrementAndGet();
                      throw new BucketUnavailableException(
                          new Place("b", "a", Operation.GET), "it is down", null);
                    }))
                .isInstanceOf(BucketUnavailableException.class));
      }
    }

    assertThat(asked.get()).isBetween(reads, reads + 1_000);
    MeteredBucket up = new MeteredBucket(bucket);
    bucket.put("a", new byte[999]);
    for (int i = 0; i < reads; i++) {
      assertThat(Retries.of(() -> up.getAll("a", 999))).hasSize(999);
    }
    assertThat(up.stats(Operation.GET).calls()).isEqualTo(reads);
  }
}
