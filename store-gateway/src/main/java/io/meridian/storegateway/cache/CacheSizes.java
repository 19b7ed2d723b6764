package io.meridian.storegateway.cache;

/**
 * How much is kept.
 *
 * @param index bytes of posting lists and series' entries in memory
 * @param chunks bytes of chunks in memory, 0 for none
 * @param disk bytes of all of these on disk, 0 for none
 */
public record CacheSizes(long index, long chunks, long disk) {
  private static final long USUAL_DISK = 2L << 30;
  private static final int LABELS = 8;

  /** Where nothing is configured and nothing is kept on disk: three eighths of the heap at most. */
  public static CacheSizes ofHeap(long heap) {
    return new CacheSizes(Math.min(heap / 8, 250L << 20), Math.min(heap / 4, 1L << 30), 0);
  }

  /**
   * Where nothing is configured: chunks are kept on disk, 2 GiB at most and a quarter of what is
   * free there; in memory the operating system keeps those that are read.
   */
  public static CacheSizes usual(long heap, long free) {
    CacheSizes ofHeap = ofHeap(heap);
    long disk = Math.min(USUAL_DISK, free / 4);
    return disk < ofHeap.chunks() ? ofHeap : new CacheSizes(ofHeap.index(), 0, disk);
  }

  /** Bytes of what blocks answered about labels: an eighth of what is kept of indexes. */
  public long labels() {
    return index / LABELS;
  }

  /** The same with another size for what is kept of indexes. */
  public CacheSizes withIndex(long bytes) {
    return new CacheSizes(bytes, chunks, disk);
  }

  /** The same with another size for chunks in memory. */
  public CacheSizes withChunks(long bytes) {
    return new CacheSizes(index, bytes, disk);
  }

  /** The same with another size on disk. */
  public CacheSizes withDisk(long bytes) {
    return new CacheSizes(index, chunks, bytes);
  }
}
