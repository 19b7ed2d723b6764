package io.meridian.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.Operation;
import io.meridian.bucket.layer.BucketLayer;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.Ulid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Blocks copied from bucket to bucket. */
final class BlockTransferTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z"));
  private static final Ulid BLOCK = TestBlock.name(1);
  private static final String META = BLOCK + "/meta.json";

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  private final MemoryBucket source = new MemoryBucket("source", CLOCK);
  private Map<String, Integer> expected = Map.of();

  @BeforeEach
  void upload() {
    BlockFolder block = TestBlock.writeLate(folder, 1, 30, Labels.of("cluster", "a"));
    new BlockUpload(source, CLOCK, true).upload(block);
    expected = contents(source);
  }

  private static Map<String, Integer> contents(Bucket bucket) {
    Map<String, Integer> contents = new TreeMap<>();
    for (ListedObject object : bucket.objects("").toList()) {
      contents.put(object.name(), Arrays.hashCode(bucket.getAll(object.name(), 1 << 24)));
    }
    return contents;
  }

  private static MemoryBucket empty() {
    return new MemoryBucket("target", CLOCK);
  }

  @Test
  void copiesWhatStandsBesideTheBlockOnce() {
    MeteredBucket target = new MeteredBucket(empty());

    assertThat(new BlockTransfer(source).replicate(BLOCK, target)).isTrue();
    long puts = target.stats(Operation.PUT).calls();

    assertThat(new BlockTransfer(source).replicate(BLOCK, target)).isFalse();
    assertThat(target.stats(Operation.PUT).calls()).isEqualTo(puts).isEqualTo(expected.size());
    assertThat(contents(target)).isEqualTo(expected);
  }

  @Test
  void endsTheSameWhereverItCrashes() {
    Crash never = new Crash(-1, false);
    new BlockTransfer(source).replicate(BLOCK, never.over(empty()));
    assertThat(never.steps()).isEqualTo(expected.size());

    for (int step = 0; step < never.steps(); step++) {
      for (boolean after : new boolean[] {false, true}) {
        MemoryBucket target = empty();
        Crash crash = new Crash(step, after);
        assertThatThrownBy(() -> new BlockTransfer(source).replicate(BLOCK, crash.over(target)))
            .isInstanceOf(Crash.Death.class);
        Map<String, Integer> left = contents(target);
        assertThat(left.containsKey(META)).isEqualTo(left.size() == expected.size());
        MeteredBucket counted = new MeteredBucket(target);

        new BlockTransfer(source).replicate(BLOCK, counted);

        assertThat(contents(target)).as("step " + step).isEqualTo(expected);
        assertThat(counted.stats(Operation.PUT).calls()).isEqualTo(expected.size() - left.size());
      }
    }
  }

  @Test
  void copiesAgainWhatWasCutOnItsWay() {
    Faults faults = Faults.none(seed.random().nextLong()).withShares(0.3, 0.3, 0);
    FaultyBucket faulty = new FaultyBucket(source, faults);

    for (int i = 0; i < 20; i++) {
      MemoryBucket target = empty();
      Retries.of(() -> new BlockTransfer(faulty).replicate(BLOCK, target));
      assertThat(contents(target)).isEqualTo(expected);
    }
    assertThat(faulty.cut()).isPositive();
  }

  @Test
  void putsNoMetaBesideFilesOfTheWrongSize() {
    MemoryBucket target = empty();
    Bucket shortening =
        new BucketLayer(target) {
          @Override
          public String put(String object, Content content, Condition condition) {
            Content kept = object.endsWith("/index") ? Content.of(new byte[7]) : content;
            return target.put(object, kept, condition);
          }
        };

    assertThatThrownBy(() -> new BlockTransfer(source).replicate(BLOCK, shortening))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("index")
        .hasMessageContaining("there are 7");
    assertThat(target.exists(META)).isFalse();
  }

  @Test
  void downloadsAWholeFolder() throws IOException {
    Path into = Files.createDirectory(folder.resolve("into"));

    BlockFolder copy = new BlockTransfer(source).download(BLOCK, into);

    MemoryBucket again = empty();
    new BlockUpload(again, CLOCK, true).upload(copy);
    assertThat(contents(again).keySet()).isEqualTo(expected.keySet());
    assertThat(Files.readAllBytes(copy.index()))
        .isEqualTo(source.getAll(BLOCK + "/index", 1 << 24));
  }

  @Test
  void saysThatThereIsNoSuchBlock() {
    assertThatThrownBy(() -> new BlockTransfer(source).replicate(TestBlock.name(9), empty()))
        .isInstanceOf(ObjectNotFoundException.class);
  }

  @Test
  void takesStreamsOfUnknownLength() {
    MemoryBucket target = empty();
    target.put(BLOCK + "/index", Content.of(new ByteArrayInputStream(new byte[3])), Condition.ANY);

    new BlockTransfer(source).replicate(BLOCK, target);

    assertThat(contents(target)).isEqualTo(expected);
  }
}
