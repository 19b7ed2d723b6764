package io.meridian.tsdb.head;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A full chunk under the eyes of a reader, who moves it from one to the next. What comes from a
 * file is copied and its checksums are tested: the header's on arrival, the data's when it is asked
 * for. For one thread.
 */
final class FullChunk {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final ChunkReads reads;
  private FullChunks.Page page = new FullChunks.Page.Heap(new byte[0]);
  private int at;

  /** Holds the header at {@link #headerAt}. */
  private byte[] header = {};

  private int headerAt;
  private final byte[] headerCopy = new byte[FullChunks.HEADER];
  private byte[] data = {};
  private int from;
  private byte[] dataCopy = new byte[1024];

  /** For a reader of some chunks. */
  FullChunk() {
    this(ChunkReads.MAPPED);
  }

  FullChunk(ChunkReads reads) {
    this.reads = reads;
  }

  /**
   * Moves to a chunk.
   *
   * @throws CorruptDataException if it stands in a file and its header is damaged
   */
  void move(FullChunks range, long place) {
    page = range.page(place);
    at = FullChunks.offset(place);
    switch (page) {
      case FullChunks.Page.Heap heap -> {
        header = heap.bytes();
        headerAt = at;
      }
      case FullChunks.Page.Spilled(ByteRanges file, long begin) -> {
        header = headerCopy;
        headerAt = 0;
        reads.read(file, begin + at, FullChunks.HEADER, headerCopy);
        check(file, begin + at, headerCopy, FullChunks.CHECKED, FullChunks.CHECKED);
      }
    }
  }

  private void check(ByteRanges file, long offset, byte[] bytes, int length, int crcAt) {
    int expected = (int) INT.get(header, headerAt + crcAt);
    int found = Crc32c.of(bytes, 0, length);
    if (found != expected) {
      throw new CorruptDataException(
          file.name(),
          offset,
          "the checksum of a full chunk of the head is %08x, %08x was expected; replay the log into a new head to have it back"
              .formatted(found, expected));
    }
  }

  /** The place of the chunk before, 0 for none. */
  long previous() {
    return (long) LONG.get(header, headerAt);
  }

  long minTime() {
    return (long) LONG.get(header, headerAt + 8);
  }

  long maxTime() {
    return (long) LONG.get(header, headerAt + 16);
  }

  /** How many bytes of data there are. */
  int length() {
    return (int) INT.get(header, headerAt + 24);
  }

  int samples() {
    return ((header[headerAt + 28] & 0xff) << 8) | (header[headerAt + 29] & 0xff);
  }

  ChunkEncoding encoding() {
    return ChunkEncoding.of(header[headerAt + 30] & 0xff, "head", at);
  }

  /** Whether the chunk has an instant in a range. */
  boolean isIn(long min, long max) {
    return minTime() <= max && maxTime() >= min;
  }

  /**
   * Brings the data.
   *
   * @throws CorruptDataException if it stands in a file and is damaged
   */
  void load() {
    switch (page) {
      case FullChunks.Page.Heap heap -> {
        data = heap.bytes();
        from = at + FullChunks.HEADER;
      }
      case FullChunks.Page.Spilled(ByteRanges file, long begin) -> {
        if (dataCopy.length < length()) {
          dataCopy = Arrays.copyOf(dataCopy, length());
        }
        long offset = begin + at + FullChunks.HEADER;
        reads.read(file, offset, length(), dataCopy);
        check(file, offset, dataCopy, length(), FullChunks.CHECKED + Integer.BYTES);
        data = dataCopy;
        from = 0;
      }
    }
  }

  /** The array that holds the data once it was loaded. */
  byte[] data() {
    return data;
  }

  /** Where the data begins. */
  int from() {
    return from;
  }

  /** Where the data ends. */
  int to() {
    return from + length();
  }
}
