package io.meridian.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.Operation;
import io.meridian.bucket.layer.BucketLayer;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class ShipperTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z"));
  private static final Labels EXTERNAL = Labels.of("cluster", "a", "replica", "1");

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  private final MemoryBucket store = new MemoryBucket("test", CLOCK);

  private Shipper shipper(Bucket bucket, Disk disk) {
    return new Shipper(folder, disk, new BlockUpload(bucket, CLOCK, true));
  }

  private static Map<String, Integer> contents(Bucket bucket) {
    Map<String, Integer> contents = new TreeMap<>();
    for (ListedObject object : bucket.objects("").toList()) {
      contents.put(object.name(), Arrays.hashCode(bucket.getAll(object.name(), 1 << 24)));
    }
    return contents;
  }

  @Test
  void putsTheMetaLastWithFilesAndTime() {
    BlockFolder block = TestBlock.write(folder, 1, 20, EXTERNAL);

    List<String> put = new ArrayList<>();
    Bucket watched =
        new BucketLayer(store) {
          @Override
          public String put(String object, Content content, Condition condition) {
            put.add(object);
            return super.put(object, content, condition);
          }
        };

    assertThat(new BlockUpload(watched, CLOCK, true).upload(block)).isTrue();
    assertThat(new BlockUpload(watched, CLOCK, true).upload(block)).isFalse();

    String place = TestBlock.name(1) + "/";
    assertThat(put)
        .containsExactly(
            place + "chunks/000001",
            place + "index",
            place + "index.header",
            place + "cardinality.json",
            place + "meta.json");
    assertThat(store.objects("").map(ListedObject::name)).containsExactlyInAnyOrderElementsOf(put);
    ThanosMeta meta =
        BlockMeta.read(store.getAll(place + "meta.json", 1 << 20), "meta").thanos().orElseThrow();
    assertThat(meta.uploadTime()).contains(CLOCK.instant());
    assertThat(meta.segmentFiles()).containsExactly("000001");
    assertThat(meta.files())
        .extracting(file -> file.path())
        .containsExactly("chunks/000001", "index", "meta.json");
  }

  @Test
  void marksBlocksOfLateSamplesBeforeTheyAreSeen() {
    BlockFolder block = TestBlock.writeLate(folder, 1, 5, EXTERNAL);
    List<String> puts = new ArrayList<>();
    Bucket noted =
        new BucketLayer(store) {
          @Override
          public String put(String object, Content content, Condition condition) {
            puts.add(object.substring(object.indexOf('/') + 1));
            return store.put(object, content, condition);
          }
        };

    new BlockUpload(noted, CLOCK, true).upload(block);

    assertThat(puts).endsWith("no-compact-mark.json", "meta.json");
    BlockMark.Kind kind = BlockMark.Kind.NO_COMPACT;
    String object = TestBlock.name(1) + "/" + kind.file();
    BlockMark mark = BlockMark.read(kind, TestBlock.name(1), store.getAll(object, 999), object);
    assertThat(mark.reason()).isEqualTo(BlockMark.LATE_SAMPLES);
    assertThat(mark.time()).isEqualTo(CLOCK.instant());
  }

  @Test
  void sendsEachBlockOnce() {
    TestBlock.write(folder, 1, 5, EXTERNAL);
    TestBlock.write(folder, 2, 5, EXTERNAL);
    MeteredBucket metered = new MeteredBucket(store);

    assertThat(shipper(metered, Disk.local()).ship().sent())
        .containsExactly(TestBlock.name(1), TestBlock.name(2));
    long puts = metered.stats(Operation.PUT).calls();
    TestBlock.write(folder, 3, 5, EXTERNAL);

    assertThat(shipper(metered, Disk.local()).ship().sent()).containsExactly(TestBlock.name(3));
    assertThat(metered.stats(Operation.PUT).calls()).isEqualTo(puts + 5);
    assertThat(shipper(metered, Disk.local()).shipped()).hasSize(3);
  }

  @Test
  void refusesBlocksWithoutExternalLabelsAndSendsTheOthers() {
    TestBlock.write(folder, 1, 5, Labels.EMPTY);
    TestBlock.write(folder, 2, 5, EXTERNAL);

    Shipper.Round round = shipper(store, Disk.local()).ship();

    assertThat(round.sent()).containsExactly(TestBlock.name(2));
    assertThat(round.failed().get(TestBlock.name(1)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("no external labels");
    assertThat(store.folders("").toList()).containsExactly(TestBlock.name(2) + "/");
  }

  @Test
  void refusesAFolderThatIsNotWhatItsMetaSays() throws IOException {
    BlockFolder block = TestBlock.write(folder, 1, 5, EXTERNAL);
    Files.write(block.index(), new byte[100]);

    assertThatThrownBy(() -> new BlockUpload(store, CLOCK, false).upload(block))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("index")
        .hasMessageContaining("there are 100");

    assertThat(store.objects("")).isEmpty();
  }

  @Test
  void findsOutWhatWasDamagedOnItsWay() throws IOException {
    BlockFolder block = TestBlock.write(folder, 1, 5, EXTERNAL);
    String index = TestBlock.name(1) + "/index";
    byte[] other = Files.readAllBytes(block.index());
    other[other.length / 2] ^= 1;
    store.put(index, Content.of(other), Condition.ANY);

    assertThatThrownBy(() -> new BlockUpload(store, CLOCK, true).upload(block))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("SHA-256");
    assertThat(new BlockUpload(store, CLOCK, true).upload(block)).isTrue();
  }

  @Test
  void endsTheSameWhereverItCrashes() {
    TestBlock.write(folder, 1, 5, EXTERNAL);
    TestBlock.writeLate(folder, 2, 5, EXTERNAL);
    Crash never = new Crash(-1, false);
    shipper(never.over(store), never.over(Disk.local())).ship();
    Map<String, Integer> expected = contents(store);
    assertThat(never.steps()).isGreaterThanOrEqualTo(13);

    for (int step = 0; step < never.steps(); step++) {
      for (boolean after : new boolean[] {false, true}) {
        MemoryBucket bucket = new MemoryBucket("crash", CLOCK);
        forget();
        Crash crash = new Crash(step, after);
        assertThatThrownBy(() -> shipper(crash.over(bucket), crash.over(Disk.local())).ship())
            .isInstanceOf(Crash.Death.class);
        assertThat(wholeOrUnseen(bucket, expected)).as("step " + step).isTrue();

        shipper(bucket, Disk.local()).ship();

        assertThat(contents(bucket)).as("step " + step).isEqualTo(expected);
        assertThat(shipper(bucket, Disk.local()).shipped())
            .containsExactly(TestBlock.name(1), TestBlock.name(2));
      }
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(folder.resolve(Shipper.FILE));
      Files.deleteIfExists(folder.resolve(Shipper.FILE + ".tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether each block with a meta has all the rest, too. */
  private static boolean wholeOrUnseen(Bucket bucket, Map<String, Integer> expected) {
    Map<String, Integer> found = contents(bucket);
    return found.keySet().stream()
        .filter(name -> name.endsWith("/meta.json"))
        .allMatch(meta ->
            expected.keySet().stream()
                .filter(name -> name.startsWith(meta.substring(0, meta.indexOf('/'))))
                .allMatch(name -> Objects.equals(expected.get(name), found.get(name))));
  }

  @Test
  void getsThereThroughAStoreThatFails() {
    TestBlock.write(folder, 1, 50, EXTERNAL);
    shipper(store, Disk.local()).ship();
    Map<String, Integer> expected = contents(store);
    forget();
    MemoryBucket bucket = new MemoryBucket("faulty", CLOCK);
    FaultyBucket faulty =
        new FaultyBucket(bucket, Faults.none(seed.random().nextLong()).withShares(0.2, 0.1, 0));

    int rounds = 0;
    while (shipper(faulty, Disk.local()).shipped().isEmpty() && rounds++ < 200) {
      shipper(faulty, Disk.local()).ship();
    }

    assertThat(contents(bucket)).isEqualTo(expected);
  }

  @Test
  void deletesTheMetaFirstAndTheMarkLastWhereverItCrashes() {
    TestBlock.write(folder, 1, 5, EXTERNAL);
    BlockMark mark =
        new BlockMark(
            BlockMark.Kind.DELETION, TestBlock.name(1), CLOCK.instant(), "", "not needed");
    Crash never = new Crash(-1, false);
    fill(store, mark);
    new BlockRemoval(never.over(store)).delete(TestBlock.name(1));
    assertThat(store.objects("")).isEmpty();
    assertThat(never.steps()).isEqualTo(6);

    for (int step = 0; step < never.steps(); step++) {
      for (boolean after : new boolean[] {false, true}) {
        MemoryBucket bucket = new MemoryBucket("crash", CLOCK);
        fill(bucket, mark);
        Crash crash = new Crash(step, after);
        assertThatThrownBy(() -> new BlockRemoval(crash.over(bucket)).delete(TestBlock.name(1)))
            .isInstanceOf(Crash.Death.class);
        Map<String, Integer> left = contents(bucket);
        boolean hasMeta = left.containsKey(TestBlock.name(1) + "/meta.json");
        assertThat(hasMeta).isEqualTo(left.size() == 6);
        assertThat(left.isEmpty() || left.containsKey(mark.object())).isTrue();

        new BlockRemoval(bucket).delete(TestBlock.name(1));

        assertThat(bucket.objects("")).isEmpty();
      }
    }
  }

  private void fill(Bucket bucket, BlockMark mark) {
    new BlockUpload(bucket, CLOCK, false)
        .upload(new BlockFolder(folder.resolve(TestBlock.name(1).toString())));
    assertThat(new BlockRemoval(bucket).mark(mark)).isTrue();
    assertThat(new BlockRemoval(bucket).mark(mark)).isFalse();
  }

  @Test
  void writesMarksAsThanosDoes() {
    for (BlockMark.Kind kind : BlockMark.Kind.values()) {
      String reason = kind == BlockMark.Kind.DELETION ? "" : "manual";
      BlockMark mark =
          new BlockMark(kind, TestBlock.name(1), Instant.ofEpochSecond(1_700_000_000), reason, "d");

      assertThat(BlockMark.read(kind, TestBlock.name(1), mark.write(), "mark")).isEqualTo(mark);
      assertThatThrownBy(() -> BlockMark.read(kind, TestBlock.name(2), mark.write(), "mark"))
          .isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(() -> BlockMark.read(kind, TestBlock.name(1), new byte[] {'{'}, "mark"))
          .isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(() ->
              BlockMark.read(
                  kind,
                  TestBlock.name(1),
                  "{\"version\":2}".getBytes(StandardCharsets.UTF_8),
                  "mark"))
          .hasMessageContaining("version 1");
    }
  }
}
