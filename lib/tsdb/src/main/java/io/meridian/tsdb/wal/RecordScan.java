package io.meridian.tsdb.wal;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the records of one file. Where a header is damaged, the next sound one is looked for
 * at multiples of 8; where only a record's rest is, its header says where the next one begins.
 * Every byte is looked at a bounded number of times, whatever the bytes are.
 */
final class RecordScan {
  private static final long NONE = -1;

  private final MemorySegment bytes;
  private final Path file;
  private final long mark;
  private final long end;
  private final List<Loss> losses = new ArrayList<>();
  private final long covered;
  private long at = SegmentHeader.SIZE;
  private long expected;
  private long lostFrom = NONE;

  /**
   * A walk.
   *
   * @param end where the records end
   * @param expected the first record's number, 0 if it is not known
   * @param covered up to which record none is missed
   */
  RecordScan(MemorySegment bytes, Path file, long mark, long end, long expected, long covered) {
    this.bytes = bytes;
    this.file = file;
    this.mark = mark;
    this.end = end;
    this.expected = expected;
    this.covered = covered;
  }

  /** Goes to the next record that is whole and undamaged; −1 behind the last one. */
  long next() {
    while (at < end) {
      long here = at;
      if (!RecordFormat.isHeader(bytes, here, end, mark)) {
        lose(here);
        at = nextMark(here + 8);
        continue;
      }
      at = here + Math.min(end - here, RecordFormat.size(bytes, here));
      long sequence = RecordFormat.sequence(bytes, here);
      if (sequence >= expected && RecordFormat.isWhole(bytes, here, end)) {
        found(here, sequence);
        return here;
      }
      lose(here);
    }
    return NONE;
  }

  private long nextMark(long from) {
    for (long i = from; i <= end - RecordFormat.HEADER; i += 8) {
      if (RecordFormat.isHeader(bytes, i, end, mark)) {
        return i;
      }
    }
    return end;
  }

  private void lose(long from) {
    if (lostFrom == NONE) {
      lostFrom = from;
    }
  }

  private void found(long here, long sequence) {
    boolean gap = expected > 0 && sequence > expected;
    if ((lostFrom != NONE || gap) && sequence - 1 > covered) {
      long from = lostFrom == NONE ? here : lostFrom;
      long records = gap ? sequence - Math.max(expected, covered + 1) : 0;
      losses.add(new Loss(Loss.Kind.DAMAGED, file, from, here, records));
    }
    lostFrom = NONE;
    expected = sequence + 1;
  }

  /** Where the last record found ends; for use at the end of the walk. */
  long soundEnd() {
    return lostFrom == NONE ? Math.min(at, end) : lostFrom;
  }

  /** The number behind that of the last record found. */
  long expected() {
    return expected;
  }

  /** What was skipped before records that were found. */
  List<Loss> losses() {
    return losses;
  }
}
