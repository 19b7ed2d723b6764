package io.meridian.tsdb.head;

import java.util.Arrays;

/**
 * Cuts cells from pages of its own, each page into cells of one size. Cells that are given back are
 * used again; a page of which all were given back is for cells of any size. So memory follows
 * chunks that grow together from one size to the next, as those of series do that began together.
 * The first page is small, so that a head of a few series is. For one thread.
 *
 * <p>A page of which half was given back is sparse: cells come from others of its size while there
 * are any, and whoever has one of its cells moves when it next writes ({@link #isSparse}). So pages
 * run empty, and what is cut is in use, though chunks leave a size in no order.
 *
 * <p>The first two bytes of a cell that is nobody's hold the number, from 1, of the next one of its
 * page. Pages with free cells are in a list of their size, the sparse ones in one of their own, the
 * one that a cell was given back to last in front.
 */
final class CellAllocator {
  private static final int FIRST_PAGE = 1 << 12;
  private static final int NONE = -1;

  /**
   * So many empty pages stay, and half of all besides: as many as are empty when a range begins and
   * all series have short chunks, and needed again when they have grown.
   */
  private static final int KEPT = 2;

  private final CellHeap heap;

  // By page, for those of this allocator.
  private byte[] sizeClasses = {};
  private short[] used = {};
  private short[] cut = {};
  private short[] firstFree = {};
  private int[] next = {};
  private int[] previous = {};
  private boolean[] sparse = {};

  /** The first page of each size that has free cells and is not sparse. */
  private final int[] open = new int[CellHeap.sizeClasses()];

  /** The first sparse page of each size. */
  private final int[] sparsePages = new int[CellHeap.sizeClasses()];

  /** The first page that has no cells. */
  private int empty = NONE;

  private int emptyCount;
  private int ownCount;

  CellAllocator(CellHeap heap) {
    this.heap = heap;
    Arrays.fill(open, NONE);
    Arrays.fill(sparsePages, NONE);
  }

  CellHeap heap() {
    return heap;
  }

  /** A cell; what it holds is undefined. */
  int allocate(int sizeClass) {
    int page = open[sizeClass];
    if (page == NONE) {
      page = sparsePages[sizeClass] == NONE ? openPage(sizeClass) : fillAgain(sizeClass);
    }
    int number = firstFree[page];
    byte[] bytes = heap.page(CellHeap.place(page, 0));
    int size = CellHeap.size(sizeClass);
    if (number > 0) {
      int at = (number - 1) * size;
      firstFree[page] = (short) (((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff));
    } else {
      number = ++cut[page];
    }
    used[page]++;
    if (firstFree[page] == 0 && (cut[page] + 1) * size > bytes.length) {
      unlink(page, sizeClass);
    }
    return CellHeap.place(page, (number - 1) * size);
  }

  /** Whether a cell is on a page that is to run empty. */
  boolean isSparse(int place) {
    return sparse[CellHeap.pageNumber(place)];
  }

  private int fillAgain(int sizeClass) {
    int page = sparsePages[sizeClass];
    unlink(page, sizeClass);
    sparse[page] = false;
    link(page, sizeClass);
    return page;
  }

  private int openPage(int sizeClass) {
    int page = empty;
    if (page == NONE) {
      page = heap.addPage(ownCount++ == 0 ? FIRST_PAGE : CellHeap.PAGE);
      reserve(page + 1);
    } else {
      empty = next[page];
      emptyCount--;
    }
    sizeClasses[page] = (byte) sizeClass;
    used[page] = 0;
    cut[page] = 0;
    firstFree[page] = 0;
    link(page, sizeClass);
    return page;
  }

  private void reserve(int pages) {
    if (pages > used.length) {
      int capacity = Math.max(pages, used.length + (used.length >> 1) + 1);
      sizeClasses = Arrays.copyOf(sizeClasses, capacity);
      used = Arrays.copyOf(used, capacity);
      cut = Arrays.copyOf(cut, capacity);
      firstFree = Arrays.copyOf(firstFree, capacity);
      next = Arrays.copyOf(next, capacity);
      previous = Arrays.copyOf(previous, capacity);
      sparse = Arrays.copyOf(sparse, capacity);
    }
  }

  /** The list that a page with free cells is in, by size. */
  private int[] listOf(int page) {
    return sparse[page] ? sparsePages : open;
  }

  private void link(int page, int sizeClass) {
    int[] list = listOf(page);
    int first = list[sizeClass];
    next[page] = first;
    previous[page] = NONE;
    if (first != NONE) {
      previous[first] = page;
    }
    list[sizeClass] = page;
  }

  private void unlink(int page, int sizeClass) {
    if (previous[page] == NONE) {
      listOf(page)[sizeClass] = next[page];
    } else {
      next[previous[page]] = next[page];
    }
    if (next[page] != NONE) {
      previous[next[page]] = previous[page];
    }
  }

  /** Gives a cell back. */
  void free(int place, int sizeClass) {
    int page = CellHeap.pageNumber(place);
    int offset = CellHeap.offset(place);
    int size = CellHeap.size(sizeClass);
    byte[] bytes = heap.page(place);
    boolean wasFull = firstFree[page] == 0 && (cut[page] + 1) * size > bytes.length;
    bytes[offset] = (byte) (firstFree[page] >>> 8);
    bytes[offset + 1] = (byte) firstFree[page];
    firstFree[page] = (short) (offset / size + 1);
    used[page]--;
    if (wasFull) {
      link(page, sizeClass);
    }
    if (used[page] == 0) {
      unlink(page, sizeClass);
      sparse[page] = false;
      putAside(page, bytes.length);
    } else if (2 * used[page] * size < bytes.length && !sparse[page]) {
      thinOut(page, sizeClass);
    }
  }

  /** Lets a page run empty, if there is another one for what is on it. */
  private void thinOut(int page, int sizeClass) {
    if (open[sizeClass] == page && next[page] == NONE) {
      return;
    }
    unlink(page, sizeClass);
    sparse[page] = true;
    link(page, sizeClass);
  }

  private void putAside(int page, int bytes) {
    if (bytes == CellHeap.PAGE && emptyCount >= KEPT + ownCount / 2) {
      heap.dropPage(page);
      ownCount--;
      return;
    }
    next[page] = empty;
    empty = page;
    emptyCount++;
  }

  /** Takes over what another allocator, which is not used any more, has cut and has to give. */
  void takeOver(CellAllocator other) {
    reserve(heap.pageCount());
    for (int page = 0; page < other.used.length; page++) {
      if (other.used[page] > 0) {
        adopt(page, other);
      }
    }
    for (int page = other.empty; page != NONE; page = other.next[page]) {
      next[page] = empty;
      empty = page;
      emptyCount++;
    }
    ownCount += other.ownCount;
  }

  private void adopt(int page, CellAllocator other) {
    sizeClasses[page] = other.sizeClasses[page];
    used[page] = other.used[page];
    cut[page] = other.cut[page];
    firstFree[page] = other.firstFree[page];
    int size = CellHeap.size(sizeClasses[page]);
    int length = heap.page(CellHeap.place(page, 0)).length;
    if (firstFree[page] != 0 || (cut[page] + 1) * size <= length) {
      link(page, sizeClasses[page]);
    }
  }
}
