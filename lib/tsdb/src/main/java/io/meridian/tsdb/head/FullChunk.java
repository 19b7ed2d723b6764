package io.meridian.tsdb.head;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A full chunk under the eyes of a reader, who moves it from one to the next. It is a copy; the
 * checksums of what comes from a file are tested: the header's on arrival, the data's when it is
 * asked for. For one thread.
 */
final class FullChunk {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final ChunkReads reads;
  private @Nullable FullChunks range;
  private long place;
  private int at;
  private final byte[] header = new byte[FullChunks.HEADER];
  private byte[] data = new byte[1024];

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
    this.range = range;
    this.place = place;
    at = FullChunks.offset(place);
    bring(range, at, header, FullChunks.HEADER, FullChunks.CHECKED, FullChunks.CHECKED);
  }

  /**
   * Copies bytes of the chunk.
   *
   * @param from where in the page they begin
   * @param checked the first so many of them have a checksum
   * @param crcAt where in the header it stands
   */
  private void bring(FullChunks of, int from, byte[] into, int length, int checked, int crcAt) {
    FullChunks.Page.Spilled spilled = of.copy(place, from, length, into);
    if (spilled != null) {
      long offset = spilled.from() + from;
      reads.read(spilled.file(), offset, length, into);
      check(spilled.file(), offset, into, checked, crcAt);
    }
  }

  private void check(ByteRanges file, long offset, byte[] bytes, int length, int crcAt) {
    int expected = (int) INT.get(header, crcAt);
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
    return (long) LONG.get(header, 0);
  }

  long minTime() {
    return (long) LONG.get(header, 8);
  }

  long maxTime() {
    return (long) LONG.get(header, 16);
  }

  /** How many bytes of data there are. */
  int length() {
    return (int) INT.get(header, 24);
  }

  int samples() {
    return ((header[28] & 0xff) << 8) | (header[29] & 0xff);
  }

  ChunkEncoding encoding() {
    return ChunkEncoding.of(header[30] & 0xff, "head", at);
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
    if (data.length < length()) {
      data = new byte[length()];
    }
    int crcAt = FullChunks.CHECKED + Integer.BYTES;
    bring(Objects.requireNonNull(range), at + FullChunks.HEADER, data, length(), length(), crcAt);
  }

  /** The array that begins with the data once it was loaded. */
  byte[] data() {
    return data;
  }
}
