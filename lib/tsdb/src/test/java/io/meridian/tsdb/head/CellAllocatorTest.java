package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Cells that are nobody else's, on pages that do not stay half empty. */
class CellAllocatorTest {
  private final CellHeap heap = new CellHeap();
  private final CellAllocator cells = new CellAllocator(heap);
  private final List<Cell> held = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(11);

  /** A cell, filled with a byte of its own. */
  private record Cell(int place, int sizeClass, byte mark) {}

  private Cell allocate(int sizeClass) {
    Cell cell = new Cell(cells.allocate(sizeClass), sizeClass, (byte) random.nextInt());
    int from = CellHeap.offset(cell.place());
    Arrays.fill(heap.page(cell.place()), from, from + CellHeap.size(sizeClass), cell.mark());
    return cell;
  }

  private void free(Cell cell) {
    cells.free(cell.place(), cell.sizeClass());
  }

  /** As who appends to a chunk does. */
  private void append(int index, int sizeClass) {
    Cell before = held.get(index);
    if (sizeClass > before.sizeClass() || cells.isSparse(before.place())) {
      held.set(index, allocate(Math.max(sizeClass, before.sizeClass())));
      free(before);
    }
  }

  private void assertUndamaged() {
    for (Cell cell : held) {
      byte[] expected = new byte[CellHeap.size(cell.sizeClass())];
      Arrays.fill(expected, cell.mark());
      int from = CellHeap.offset(cell.place());
      assertThat(Arrays.copyOfRange(heap.page(cell.place()), from, from + expected.length))
          .as("cell at %s of class %s", cell.place(), cell.sizeClass())
          .isEqualTo(expected);
    }
  }

  private Map<Integer, Long> pagesBySize() {
    Map<Integer, Integer> pages = new HashMap<>();
    held.forEach(cell -> pages.put(CellHeap.pageNumber(cell.place()), cell.sizeClass()));
    return pages.values().stream()
        .collect(Collectors.groupingBy(size -> size, Collectors.counting()));
  }

  private int pages() {
    return pagesBySize().values().stream().mapToInt(Long::intValue).sum();
  }

  private static int pagesFor(int count, int sizeClass) {
    int cellsAPage = CellHeap.PAGE / CellHeap.size(sizeClass);
    return (count + cellsAPage - 1) / cellsAPage;
  }

  @Test
  void cellsAreOfOneOwnerAtATime() {
    for (int step = 0; step < 200_000; step++) {
      int turn = random.nextInt(3);
      if (held.isEmpty() || (turn == 0 && held.size() < 5_000)) {
        held.add(allocate(random.nextInt(CellHeap.sizeClasses())));
      } else if (turn == 1) {
        int index = random.nextInt(held.size());
        free(held.get(index));
        held.set(index, held.getLast());
        held.removeLast();
      } else {
        append(random.nextInt(held.size()), random.nextInt(CellHeap.sizeClasses()));
      }
    }

    assertThat(held.stream().map(Cell::place).distinct()).hasSameSizeAs(held);
    assertUndamaged();
  }

  @Test
  void pagesThatCellsLeftRunEmpty() {
    int sizeClass = 2;
    for (int i = 0; i < 100_000; i++) {
      held.add(allocate(sizeClass));
    }
    int before = pages();
    List<Cell> left = new ArrayList<>();
    for (Cell cell : held) {
      if (random.nextInt(10) == 0) {
        left.add(cell);
      } else {
        free(cell);
      }
    }
    held.clear();
    held.addAll(left);

    assertThat(pages()).isEqualTo(before);

    for (int i = 0; i < held.size(); i++) {
      append(i, sizeClass);
    }

    assertThat(pages()).isLessThanOrEqualTo(2 * pagesFor(held.size(), sizeClass));
    assertUndamaged();
  }

  /** Nobody appends to a series that ended, but its page is not lost for others. */
  @Test
  void pagesThatDoNotRunEmptyAreFilledAgain() {
    int sizeClass = 4;
    for (int i = 0; i < 50_000; i++) {
      held.add(allocate(sizeClass));
    }
    for (int i = 0; i < held.size(); i++) {
      if (i % 8 != 0) {
        free(held.get(i));
      }
    }
    int pages = heap.pageCount();
    for (int i = 0; i < held.size(); i++) {
      if (i % 8 != 0) {
        held.set(i, allocate(sizeClass));
      }
    }

    assertThat(heap.pageCount()).isEqualTo(pages);
    assertUndamaged();
  }

  /** Chunks of series that began together: all sizes in turn, over and over. */
  @Test
  void chunksThatGrowInWavesTakeLittleMoreThanTheirCells() {
    int series = 50_000;
    for (int i = 0; i < series; i++) {
      held.add(allocate(0));
    }
    int largest = CellHeap.sizeClass(128);
    int most = 0;
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < series; i++) {
        int sizeClass = held.get(i).sizeClass();
        if (random.nextInt(5) > 0) {
          append(i, sizeClass);
        } else if (sizeClass < largest) {
          append(i, sizeClass + 1);
        } else {
          free(held.get(i));
          held.set(i, allocate(0));
        }
      }
      int needed =
          held.stream()
              .collect(Collectors.groupingBy(Cell::sizeClass, Collectors.counting()))
              .entrySet()
              .stream()
              .mapToInt(size -> pagesFor(size.getValue().intValue(), size.getKey()))
              .sum();
      assertThat(pages()).as("round %s", round).isLessThanOrEqualTo(needed * 3 / 2 + 1);
      most = Math.max(most, needed);
    }

    assertThat(heap.bytes()).isLessThanOrEqualTo((long) (most * 3 / 2 + 1) * CellHeap.PAGE);
    assertUndamaged();
  }

  @Test
  void whatAnotherAllocatorCutIsTakenOver() {
    CellAllocator other = new CellAllocator(heap);
    for (int i = 0; i < 5_000; i++) {
      int sizeClass = i % CellHeap.sizeClasses();
      Cell cell = new Cell(other.allocate(sizeClass), sizeClass, (byte) i);
      int from = CellHeap.offset(cell.place());
      Arrays.fill(heap.page(cell.place()), from, from + CellHeap.size(sizeClass), cell.mark());
      held.add(cell);
    }
    for (int i = held.size() - 1; i >= 0; i--) {
      if (random.nextInt(4) > 0) {
        other.free(held.get(i).place(), held.get(i).sizeClass());
        held.remove(i);
      }
    }

    cells.takeOver(other);
    for (int i = 0; i < 20_000; i++) {
      append(random.nextInt(held.size()), random.nextInt(CellHeap.sizeClasses()));
      held.add(allocate(random.nextInt(CellHeap.sizeClasses())));
    }

    assertThat(held.stream().map(Cell::place).distinct()).hasSameSizeAs(held);
    assertUndamaged();
  }
}
