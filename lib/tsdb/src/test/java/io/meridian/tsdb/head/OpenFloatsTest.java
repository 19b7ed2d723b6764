package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.tsdb.chunk.XorTail;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Open chunks in their cells. */
class OpenFloatsTest {
  private static final long STEP = 15_000;

  private final HeadStore store = new HeadStore(HeadOptions.DEFAULT, SpillFiles.none());
  private final OpenFloats floats =
      new OpenFloats(store.ranges(), new CellAllocator(store.cells()), store.openStarts());

  /** Chunks used to grow to 164 bytes, and a checkpoint may still hold such. */
  @Test
  void continuesWithChunksThatEarlierBuildsLeftOpen() {
    XorTail tail = new XorTail();
    byte[] made = new byte[CellHeap.LARGEST];
    SplittableRandom random = new SplittableRandom(3);
    tail.begin(made, 0);
    long time = 0;
    double value = 0;
    while (tail.length() <= 8 * 150) {
      time += STEP;
      value = random.nextDouble();
      tail.append(time, value);
    }
    store.rows().reserve(1);
    long[] state = store.rows().segment(0);
    int at = SeriesRows.at(0);
    state[at + SeriesRows.MIN_TIME] = STEP;
    state[at + SeriesRows.LAST_TIME] = time;
    state[at + SeriesRows.LAST_BITS] = Double.doubleToRawLongBits(value);
    int bits = (int) tail.length();

    floats.restore(state, at, tail.count(), bits, tail.delta(), tail.lead(), tail.trail(), made, 0);
    byte[] read = new byte[CellHeap.LARGEST];
    int length = OpenFloats.copy(store.cells(), state[at + SeriesRows.OPEN], read);
    XorTail.putCount(made, 0, tail.count());

    assertThat(Arrays.copyOf(read, length)).isEqualTo(Arrays.copyOf(made, (bits + 7) >>> 3));

    floats.append(0, state, at, time + STEP, 1, 0);

    assertThat(SeriesRows.samples(state[at + SeriesRows.OPEN])).isEqualTo(1);
    FullChunk full = new FullChunk();
    full.move(store.ranges().of(STEP), state[at + SeriesRows.FULL]);
    full.load();
    assertThat(full.minTime()).isEqualTo(STEP);
    assertThat(full.maxTime()).isEqualTo(time);
    assertThat(full.samples()).isEqualTo(tail.count());
    assertThat(Arrays.copyOf(full.data(), full.length()))
        .isEqualTo(Arrays.copyOf(made, (bits + 7) >>> 3));
  }
}
