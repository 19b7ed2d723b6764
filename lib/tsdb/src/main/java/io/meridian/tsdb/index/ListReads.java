package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Reads many posting lists with few reads: lists that stand close together come as one range. */
final class ListReads {
  /** Bytes between two lists that are rather read in vain than asked for apart. */
  private static final long GAP = 1 << 16;

  private static final long LARGEST = 1 << 24;

  private final IndexFile file;

  ListReads(IndexFile file) {
    this.file = file;
  }

  List<SeriesRefs> read(long[] offsets, long[] ends, int count) {
    List<SeriesRefs> lists = new ArrayList<>();
    for (int i = 0; i < count; ) {
      int next = file.whole() == null ? joined(offsets, ends, i, count) : i + 1;
      if (next == i + 1) {
        lists.add(file.list(offsets[i], ends[i]));
      } else {
        readJoined(offsets, ends, i, next, lists);
      }
      i = next;
    }
    return lists;
  }

  /** How far a range can go that begins with a list: the index behind its last list. */
  private static int joined(long[] offsets, long[] ends, int first, int count) {
    int next = first + 1;
    while (next < count
        && ends[next - 1] > offsets[next - 1]
        && offsets[next] >= ends[next - 1]
        && offsets[next] - ends[next - 1] <= GAP
        && ends[next] > offsets[next]
        && ends[next] - offsets[first] <= LARGEST) {
      next++;
    }
    return next;
  }

  private void readJoined(
      long[] offsets, long[] ends, int first, int next, List<SeriesRefs> lists) {
    long from = offsets[first];
    MemorySegment bytes = file.read(from, ends[next - 1] - from);
    for (int i = first; i < next; i++) {
      MemorySegment list = bytes.asSlice(offsets[i] - from, ends[i] - offsets[i]);
      long length = list.byteSize() < 8 ? -1 : Integer.toUnsignedLong(list.get(IndexFile.U32, 0));
      if (length >= 0 && length + 8 <= list.byteSize() && IndexFile.isWhole(list, length)) {
        lists.add(IndexFile.list(file.section(list, offsets[i], length)));
      } else {
        lists.add(file.list(offsets[i], ends[i]));
      }
    }
  }
}
