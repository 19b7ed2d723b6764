package io.meridian.tsdb.head;

import java.util.Arrays;

/**
 * Cuts cells of ten sizes from pages of its own; cells that are given back go to a list of their
 * size and are used again. The first page is small, so that a head of a few series is. For one
 * thread.
 */
final class CellAllocator {
  private static final int PAGE = 1 << 16;
  private static final int FIRST_PAGE = 1 << 12;

  private final CellHeap heap;
  private int page;
  private int pageSize;
  private int pageEnd;
  private final int[][] free = new int[CellHeap.sizeClasses()][4];
  private final int[] freeCounts = new int[CellHeap.sizeClasses()];

  CellAllocator(CellHeap heap) {
    this.heap = heap;
  }

  CellHeap heap() {
    return heap;
  }

  /** A cell; what it holds is undefined. */
  int allocate(int sizeClass) {
    if (freeCounts[sizeClass] > 0) {
      return free[sizeClass][--freeCounts[sizeClass]];
    }
    int size = CellHeap.size(sizeClass);
    if (pageEnd + size > pageSize) {
      pageSize = pageSize == 0 ? FIRST_PAGE : PAGE;
      page = heap.addPage(pageSize);
      pageEnd = 0;
    }
    int place = CellHeap.placeAt(page, pageEnd);
    pageEnd += size;
    return place;
  }

  /** Gives a cell back. */
  void free(int place, int sizeClass) {
    int count = freeCounts[sizeClass]++;
    if (count == free[sizeClass].length) {
      free[sizeClass] = Arrays.copyOf(free[sizeClass], 2 * count);
    }
    free[sizeClass][count] = place;
  }

  /** Takes over what another allocator, which is not used any more, has to give. */
  void takeOver(CellAllocator other) {
    for (int sizeClass = 0; sizeClass < free.length; sizeClass++) {
      for (int i = 0; i < other.freeCounts[sizeClass]; i++) {
        free(other.free[sizeClass][i], sizeClass);
      }
    }
    if (other.pageSize - other.pageEnd > pageSize - pageEnd) {
      page = other.page;
      pageSize = other.pageSize;
      pageEnd = other.pageEnd;
    }
  }
}
