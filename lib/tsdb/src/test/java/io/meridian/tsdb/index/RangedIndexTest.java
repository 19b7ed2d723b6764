package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MemoryRanges;
import io.meridian.tsdb.file.RecordedRanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What reading an index that is far away costs, and how its header helps. */
final class RangedIndexTest {
  private static final byte[] UNIQUE = IndexModel.utf8("unique");

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;
  private IndexModel model;
  private RecordedRanges ranges;
  private Path headerFile;

  @BeforeEach
  void write() throws IOException {
    model = IndexModel.random(seed.random(), 3000);
    ranges = new IndexForge(model).forge();
    headerFile = folder.resolve(SparseHeader.fileName());
    SparseHeader.write(Disk.local(), headerFile, ranges);
    ranges.forget();
  }

  @Test
  void readsFirstAndLastBytesThenWhatIsAskedFor() {
    IndexReader index = IndexReader.open(ranges);
    assertReads(2, 57);

    index.labelNames(0);
    IndexToc toc = index.toc();
    assertReads(1, ranges.size() - IndexToc.SIZE - toc.postingsOffsetTable());

    index.labelValues(UNIQUE, 0);
    assertReads(0, 0);

    index.refs(UNIQUE, IndexModel.utf8("77"));
    assertThat(ranges.bytesRead()).isLessThanOrEqualTo(16);
    assertReads(1, ranges.bytesRead());

    index.symbols();
    assertReads(1, toc.series() - toc.symbols());
  }

  @Test
  void readsNothingButListsAndSeriesWithAHeader() {
    IndexReader index = IndexReader.open(ranges, SparseHeader.open(headerFile));
    index.labelNames(0);
    index.labelValues(UNIQUE, 0);
    index.symbols().text(0);
    assertReads(0, 0);

    int ref = index.refs(UNIQUE, IndexModel.utf8("77")).get(0);
    assertReads(1, 16);

    index.series(ref, new SeriesEntry());
    assertThat(ranges.reads()).isEqualTo(1);
    assertThat(ranges.bytesRead()).isLessThanOrEqualTo(1 << 16);
  }

  @Test
  void readsNeighbouringListsTogether() {
    IndexReader index = IndexReader.open(ranges, SparseHeader.open(headerFile));
    int count = index.labelValueCount(UNIQUE);
    long[] offsets = new long[count];
    long[] ends = new long[count];
    int i = 0;
    for (ValueCursor value = index.values(UNIQUE); value.next(); i++) {
      offsets[i] = value.listOffset();
      ends[i] = value.listEnd();
    }

    List<SeriesRefs> lists = index.refs(offsets, ends, count);

    assertThat(lists).hasSize(3000).allMatch(list -> list.size() == 1);
    assertReads(1, 3000 * 16);
  }

  @Test
  void readsSeriesInOrderThroughGrowingWindows() {
    IndexReader index = IndexReader.open(ranges, SparseHeader.open(headerFile));
    SeriesEntry entry = new SeriesEntry();
    int[] refs = index.allRefs().toArray();
    ranges.forget();

    for (int ref : refs) {
      index.series(ref, entry);
    }

    IndexToc toc = index.toc();
    assertThat(ranges.reads()).isLessThan(8);
    assertThat(ranges.bytesRead()).isLessThan((toc.labelIndices() - toc.series()) * 11 / 10);
  }

  @Test
  void makesAHeaderAgainThatIsDamagedOrAnotherIndexs() throws IOException {
    byte[] good = Files.readAllBytes(headerFile);
    byte[] damaged = good.clone();
    damaged[70] ^= 4;
    byte[] cut = Arrays.copyOf(good, good.length - 1);
    Path other = folder.resolve("other");
    SparseHeader.write(
        Disk.local(), other, new IndexForge(IndexModel.random(seed.random(), 2)).forge());
    for (byte[] wrong : List.of(damaged, cut, new byte[0], Files.readAllBytes(other))) {
      Files.write(headerFile, wrong);
      SparseHeader.openOrWrite(Disk.local(), headerFile, ranges).close();
      assertThat(Files.readAllBytes(headerFile)).isEqualTo(good);
    }
    Files.delete(headerFile);
    SparseHeader.openOrWrite(Disk.local(), headerFile, ranges).close();
    assertThat(Files.readAllBytes(headerFile)).isEqualTo(good);
  }

  @Test
  void refusesTheHeaderOfAnotherIndex() throws IOException {
    RecordedRanges other = new IndexForge(IndexModel.random(seed.random(), 2)).forge();
    byte[] sameSize = ranges.bytes();
    sameSize[sameSize.length - 1] ^= 1;

    try (SparseHeader header = SparseHeader.open(headerFile)) {
      assertThatThrownBy(() -> IndexReader.open(other, header))
          .isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(() -> IndexReader.open(new MemoryRanges("same size", sameSize), header))
          .isInstanceOf(CorruptDataException.class);
      assertThat(header.describes(RecordedRanges.of(sameSize))).isFalse();
      assertThat(header.describes(ranges)).isTrue();
    }
  }

  @Test
  void readsTheIndexItselfWhereTheHeaderIsDamaged() throws IOException {
    byte[] good = Files.readAllBytes(headerFile);
    for (int at = 128; at < good.length; at += 1 + good.length / 40) {
      byte[] damaged = good.clone();
      damaged[at] ^= 0x10;
      Files.write(headerFile, damaged);
      SparseHeader header = SparseHeader.open(headerFile);
      try (IndexReader index = IndexReader.open(RecordedRanges.of(ranges.bytes()), header)) {
        assertThat(index.labelNames(0)).containsExactlyElementsOf(model.lists().keySet());
        assertThat(index.labelValueCount(UNIQUE)).isEqualTo(3000);
        assertThat(index.symbols().count()).isEqualTo(model.symbols().size());
      }
    }
  }

  @Test
  void costsAtMostAKilobyteOfHeapUntilItIsUsed() {
    int count = 1000;
    List<IndexReader> open = new ArrayList<>(count);
    long before = heapInUse();

    for (int i = 0; i < count; i++) {
      open.add(IndexReader.open(ranges, SparseHeader.open(headerFile)));
    }

    assertThat((heapInUse() - before) / count).isLessThan(1024);
    assertThat(open).hasSize(count);
  }

  private static long heapInUse() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void allocatesNothingForASeriesOnceWarm() throws IOException {
    IndexReader index = IndexReader.open(new MemoryRanges("memory", ranges.bytes()));
    int[] refs = index.allRefs().toArray();
    SeriesEntry entry = new SeriesEntry();
    ValuesWalk walk = new ValuesWalk();

    long series =
        Allocation.bytes(() -> {
          for (int ref : refs) {
            index.series(ref, entry);
          }
        });
    long values = Allocation.bytes(() -> walk.over(index.values(UNIQUE)));

    assertThat(series).isZero();
    assertThat(walk.length).isPositive();
    assertThat(values).isLessThan(1 << 15); // the cursor and its window
  }

  private static final class ValuesWalk {
    private long length;

    void over(ValueCursor values) {
      while (values.next()) {
        length += values.to() - values.from();
      }
    }
  }

  private void assertReads(int reads, long bytes) {
    assertThat(ranges.reads()).isEqualTo(reads);
    assertThat(ranges.bytesRead()).isEqualTo(bytes);
    ranges.forget();
  }
}
