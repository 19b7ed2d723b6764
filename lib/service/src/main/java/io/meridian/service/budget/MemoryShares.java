package io.meridian.service.budget;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One budget of memory for the process, and who has which share of it. The heap and what Netty
 * takes beside it are fixed by the JVM's flags, which the launcher sets as {@link #flags} says; the
 * rest is for arenas, mapped files and the pages of files that the kernel keeps, and some is left
 * to the JVM itself (code, stacks, collector).
 *
 * @param total bytes that the process may use
 * @param heap bytes of the Java heap
 * @param direct bytes of the buffers that the network uses
 * @param offHeap bytes of arenas and mapped files
 */
public record MemoryShares(long total, long heap, long direct, long offHeap) {
  private static final long MEGABYTE = 1 << 20;

  /** The JVM takes about so much for itself, however small the process. */
  private static final long LEAST_RESERVE = 96 * MEGABYTE;

  private static final long LEAST_TOTAL = 256 * MEGABYTE;

  /** Two of the largest requests that one receiver has for another fit into it as they come. */
  private static final long USUAL_CALLS = 128 * MEGABYTE;

  /** The shares of this process, by the limits of its container. */
  public static MemoryShares ofThisProcess() {
    try {
      return of(MemoryLimit.read(Path.of("/")));
    } catch (IOException e) {
      throw new UncheckedIOException("the memory that there is cannot be read", e);
    }
  }

  /**
   * Divides memory, in whole mebibytes: an eighth, at least 96 MiB, to the JVM, and of the rest
   * four eighths to the heap, one to the network, three to arenas and files.
   *
   * @throws IllegalArgumentException if it is less than 256 MiB
   */
  public static MemoryShares of(long total) {
    if (total < LEAST_TOTAL) {
      throw new IllegalArgumentException(
          "%d MiB of memory are too few; give the process at least %d"
              .formatted(total / MEGABYTE, LEAST_TOTAL / MEGABYTE));
    }
    long whole = total / MEGABYTE;
    long rest = whole - Math.max(LEAST_RESERVE / MEGABYTE, whole / 8);
    long heap = rest * 4 / 8 * MEGABYTE;
    long direct = rest / 8 * MEGABYTE;
    return new MemoryShares(total, heap, direct, rest * MEGABYTE - heap - direct);
  }

  /** The JVM's flags that make it so. */
  public List<String> flags() {
    return List.of(
        "-Xmx" + heap / MEGABYTE + "m",
        "-XX:MaxDirectMemorySize=" + direct / MEGABYTE + "m",
        "-Dio.netty.maxDirectMemory=" + direct);
  }

  /**
   * What requests that come in may hold together before they are worked on: a quarter of the heap.
   */
  public long requests() {
    return heap / 4;
  }

  /**
   * What gRPC requests may hold together on a heap of this size: a quarter of it. On a small heap,
   * where that is less than 128 MiB, it is three eighths and 128 MiB at most, so that the largest
   * request of another receiver, 32 MiB twice, has room from 176 MiB of heap on.
   */
  public static long calls(long heap) {
    return Math.max(heap / 4, Math.min(heap / 8 * 3, USUAL_CALLS));
  }

  /** What queries may hold together: three eighths of the heap. */
  public long queries() {
    return heap / 8 * 3;
  }
}
