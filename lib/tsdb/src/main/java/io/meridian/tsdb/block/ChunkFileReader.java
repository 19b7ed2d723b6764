package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.HeldRanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The chunk files of a block ({@link ChunkFileFormat}), for reading. Safe for use by many threads.
 */
public final class ChunkFileReader implements AutoCloseable {
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final long FAR = 100_000;

  private final String name;
  private final List<ByteRanges> segments;

  /**
   * A reader of files.
   *
   * @param name what errors call the files together, for references that name none of them
   * @param segments in the order of their names; closed by {@link #close}
   */
  public ChunkFileReader(String name, List<ByteRanges> segments) {
    this.name = name;
    this.segments = List.copyOf(segments);
  }

  /**
   * Checks the head of each file.
   *
   * @throws CorruptDataException if one is not what the format says
   */
  public void checkHeaders() {
    segments.forEach(ChunkFileReader::checkHeader);
  }

  static void checkHeader(ByteRanges file) {
    if (file.size() < ChunkFileFormat.HEADER) {
      throw new CorruptDataException(
          file.name(), 0, "expected a head of 8 bytes, the file has " + file.size());
    }
    MemorySegment head = file.read(0, ChunkFileFormat.HEADER);
    int magic = head.get(U32, 0);
    if (magic != ChunkFileFormat.MAGIC) {
      throw new CorruptDataException(
          file.name(), 0, "expected the magic number 85bd40dd, found %08x".formatted(magic));
    }
    int version = head.get(ValueLayout.JAVA_BYTE, Integer.BYTES) & 0xff;
    if (version != ChunkFileFormat.VERSION) {
      throw new CorruptDataException(
          file.name(), Integer.BYTES, "expected version 1, found " + version);
    }
  }

  /** What errors call the files together. */
  String name() {
    return name;
  }

  /** The files in order. */
  List<ByteRanges> segments() {
    return segments;
  }

  /** What one thread reads chunks with. */
  public ChunkWindow window() {
    return new ChunkWindow(this, new HeldRanges[0]);
  }

  /** The same, with what was fetched of each file. */
  ChunkWindow window(HeldRanges[] fetched) {
    return new ChunkWindow(this, fetched);
  }

  /**
   * Fetches chunks that will be read soon, where the files are far.
   *
   * @param likelySize what a chunk hardly exceeds, where nothing tells where it ends
   */
  HeldRanges[] fetch(ChunkList chunks, int likelySize) {
    HeldRanges[] fetched = new HeldRanges[segments.size()];
    long[] refs = chunks.sortedRefs();
    int at = 0;
    for (int i = 0; i < fetched.length; i++) {
      int from = at;
      while (at < refs.length && ChunkFileFormat.segment(refs[at]) <= i) {
        at++;
      }
      long[] offsets = new long[at - from];
      long[] ends = new long[at - from];
      ByteRanges file = segments.get(i);
      for (int j = from; j < at; j++) {
        offsets[j - from] = Math.min(file.size(), ChunkFileFormat.offset(refs[j]));
        ends[j - from] = Math.min(file.size(), offsets[j - from] + likelySize);
      }
      fetched[i] = file.fetch(offsets, ends, at - from);
    }
    return fetched;
  }

  /** Whether chunks are rather fetched together than read one after the other. */
  boolean isFar() {
    return !segments.isEmpty() && segments.getFirst().latencyNanos() >= FAR;
  }

  /** The file that a reference names. */
  ByteRanges segment(long ref) {
    int segment = ChunkFileFormat.segment(ref);
    if (segment < 0 || segment >= segments.size()) {
      throw new CorruptDataException(
          name,
          0,
          "chunk reference %016x names file %d, there are %d"
              .formatted(ref, Integer.toUnsignedLong(segment) + 1, segments.size()));
    }
    return segments.get(segment);
  }

  @Override
  public void close() {
    segments.forEach(ByteRanges::close);
  }
}
