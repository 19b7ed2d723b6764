package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks whose pages move to files, and whose arrays are then other pages'. */
class FullChunksTest {
  private static final int CHUNKS = 60_000;

  /** So many chunks behind one, its page stands in a file and its array has been filled anew. */
  private static final int LATER = 4_000;

  /** A range's first page is small, and not used again. */
  private static final int BEHIND_FIRST_PAGE = 100;

  @TempDir private Path folder;

  /** Bytes that tell which chunk they are. */
  private static byte[] data(int chunk) {
    byte[] data = new byte[100 + chunk % 60];
    Arrays.fill(data, (byte) (chunk * 31));
    return data;
  }

  private static long add(FullChunks range, int chunk) {
    byte[] data = data(chunk);
    return range.add(
        chunk, 10L * chunk, 10L * chunk + 9, 7, ChunkEncoding.XOR, data, 0, data.length);
  }

  private static void assertIs(FullChunk read, int chunk) {
    assertThat(read.previous()).isEqualTo(chunk);
    assertThat(read.minTime()).isEqualTo(10L * chunk);
    assertThat(read.maxTime()).isEqualTo(10L * chunk + 9);
    assertThat(read.samples()).isEqualTo(7);
    assertThat(read.encoding()).isEqualTo(ChunkEncoding.XOR);
  }

  private static void assertHasData(FullChunk read, int chunk) {
    assertThat(Arrays.copyOf(read.data(), read.length())).isEqualTo(data(chunk));
  }

  @Test
  void readsAChunkWhosePageMovesMeanwhile() {
    FullChunks range = new FullChunks(1, 0, SpillFiles.in(Disk.local(), folder));
    for (int chunk = 0; chunk < BEHIND_FIRST_PAGE; chunk++) {
      add(range, chunk);
    }
    long first = add(range, BEHIND_FIRST_PAGE);
    long second = add(range, BEHIND_FIRST_PAGE + 1);
    FullChunk moved = new FullChunk();
    FullChunk loaded = new FullChunk();
    moved.move(range, first);
    loaded.move(range, second);
    loaded.load();

    for (int chunk = BEHIND_FIRST_PAGE + 2; chunk < LATER; chunk++) {
      add(range, chunk);
    }

    assertThat(folder).isNotEmptyDirectory();
    assertIs(moved, BEHIND_FIRST_PAGE);
    moved.load();
    assertHasData(moved, BEHIND_FIRST_PAGE);
    assertIs(loaded, BEHIND_FIRST_PAGE + 1);
    assertHasData(loaded, BEHIND_FIRST_PAGE + 1);
    range.close();
  }

  /** What a reader copies may be another page's by the time it looks. */
  @Test
  void tellsThatAPageHasMovedSinceItWasFound() {
    FullChunks range = new FullChunks(1, 0, SpillFiles.in(Disk.local(), folder));
    long place = 0;
    for (int chunk = 0; chunk <= BEHIND_FIRST_PAGE; chunk++) {
      place = add(range, chunk);
    }
    int at = FullChunks.offset(place);
    byte[] copied = new byte[FullChunks.HEADER];
    FullChunks.Page found = range.page(place);
    assertThat(range.copy(found, place, at, copied.length, copied)).isNull();
    byte[] header = copied.clone();

    for (int chunk = BEHIND_FIRST_PAGE + 1; chunk < LATER; chunk++) {
      add(range, chunk);
    }

    assertThat(range.copy(found, place, at, copied.length, copied)).isEqualTo(range.page(place));
    assertThat(copied).as("its array is another page's").isNotEqualTo(header);
    range.close();
  }

  @Test
  void readsBesideAWriterWhoUsesArraysAgain() throws Exception {
    FullChunks range = new FullChunks(1, 0, SpillFiles.in(Disk.local(), folder));
    AtomicLongArray places = new AtomicLongArray(CHUNKS);
    AtomicInteger added = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        SplittableRandom random = new SplittableRandom(i);
        readers.add(threads.submit(() -> read(range, places, added, random)));
      }
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        places.set(chunk, add(range, chunk));
        added.set(chunk + 1);
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
    range.close();
  }

  /** Reads chunks near the newest one, which stand on the heap still or have just moved. */
  private static int read(
      FullChunks range, AtomicLongArray places, AtomicInteger added, SplittableRandom random) {
    FullChunk read = new FullChunk();
    int count = 0;
    for (int end = added.get(); count == 0 || end < CHUNKS; end = added.get()) {
      if (end == 0) {
        continue;
      }
      int chunk = Math.max(0, end - 1 - random.nextInt(2 * LATER));
      read.move(range, places.get(chunk));
      assertIs(read, chunk);
      read.load();
      assertHasData(read, chunk);
      count++;
    }
    return count;
  }

  @Test
  void takesArraysOfPagesThatMoved() {
    byte[] page = new byte[SparePages.PAGE];
    SparePages pages = new SparePages();

    pages.give(new byte[SparePages.PAGE - 1]);
    assertThat(pages.take()).hasSize(SparePages.PAGE);
    pages.give(page);
    assertThat(pages.take()).isSameAs(page);
    assertThat(pages.take()).isNotSameAs(page).hasSize(SparePages.PAGE);

    for (int i = 0; i <= SparePages.MOST; i++) {
      byte[] given = new byte[SparePages.PAGE];
      given[0] = 1;
      pages.give(given);
    }
    for (int i = 0; i < SparePages.MOST; i++) {
      assertThat(pages.take()[0]).as("the mark of those that were given").isEqualTo((byte) 1);
    }
    assertThat(pages.take()[0]).isZero();
  }
}
