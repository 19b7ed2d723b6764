package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import io.meridian.tsdb.file.HeldRanges;
import io.meridian.tsdb.file.VerifiedRead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A part of a chunk file copied onto the heap, moved to where a chunk is asked for, and large
 * enough for the chunks behind it that will be asked for next. Used by one thread.
 */
public final class ChunkWindow {
  /** What is read at once at least; a float chunk of 120 samples mostly fits. */
  static final int SMALLEST = 2 << 10;

  /** What is read at once at most, unless a chunk is larger. */
  static final int LARGEST_AHEAD = 128 << 10;

  /** No array is longer. */
  private static final int LARGEST_CHUNK = Integer.MAX_VALUE - 64;

  private final ChunkFileReader files;

  /** What was fetched of each file; empty where nothing was. */
  private final HeldRanges[] fetched;

  /** Whether what was fetched of the chunk that is wanted proved damaged. */
  private boolean damaged;

  private byte[] bytes = new byte[SMALLEST];
  private int segment = -1;
  private long from;
  private long to;

  /** What the last read took; doubled while chunks are read one behind the other. */
  private int ahead = SMALLEST;

  /** Where in the window the chunk that was found last has its encoding byte. */
  private int encodingAt;

  /** How many bytes of data that chunk has. */
  private int length;

  ChunkWindow(ChunkFileReader files, HeldRanges[] fetched) {
    this.files = files;
    this.fetched = fetched;
  }

  /**
   * Reads a chunk and checks it against its checksum.
   *
   * @param ref the chunk's reference
   * @param soon how many bytes from its begin on will be asked for soon; 0 if that is not known
   * @param into shows the chunk until the next read
   * @throws CorruptDataException if the reference leads nowhere or the chunk is damaged
   */
  public void read(long ref, long soon, ChunkBytes into) {
    ByteRanges file = files.segment(ref);
    for (int attempt = 1; ; attempt++) {
      try {
        readOnce(file, ref, soon, into);
        damaged = false;
        return;
      } catch (CorruptDataException e) {
        if (attempt == VerifiedRead.ATTEMPTS || !file.dropDamaged()) {
          throw e;
        }
        damaged = true;
        segment = -1;
      }
    }
  }

  private void readOnce(ByteRanges file, long ref, long soon, ChunkBytes into) {
    long offset = ChunkFileFormat.offset(ref);
    find(file, ChunkFileFormat.segment(ref), offset, soon);
    int end = encodingAt + 1 + length;
    int computed = Crc32c.of(bytes, encodingAt, end);
    int stored = intAt(end);
    if (stored != computed) {
      throw new CorruptDataException(
          file.name(),
          offset,
          "expected the checksum %08x of a chunk of %d bytes, found %08x"
              .formatted(computed, length, stored));
    }
    ChunkEncoding encoding =
        ChunkEncoding.of(bytes[encodingAt] & 0xff, file.name(), from + encodingAt);
    into.set(encoding, bytes, encodingAt + 1, end);
  }

  /** The offset behind the chunk that was read last, and behind its checksum. */
  long end() {
    return from + encodingAt + 1 + length + ChunkFileFormat.CHECKSUM;
  }

  /** The offset of the data of the chunk that was read last. */
  long dataOffset() {
    return from + encodingAt + 1;
  }

  /**
   * A chunk's encoding, read past the window so that what it shows stays; not held against the
   * checksum.
   */
  ChunkEncoding encoding(long ref) {
    ByteRanges file = files.segment(ref);
    long offset = ChunkFileFormat.offset(ref);
    checkOffset(file, offset);
    int wanted = (int) Math.min(ChunkFileFormat.MAX_LENGTH_SIZE + 1, file.size() - offset);
    MemorySegment head = bytesOf(file, ChunkFileFormat.segment(ref), offset, wanted, wanted);
    byte[] start = head.toArray(ValueLayout.JAVA_BYTE);
    Varints in = new Varints(file.name(), offset, start, 0, start.length);
    in.unsigned();
    if (!in.hasMore()) {
      throw new CorruptDataException(file.name(), offset, "the file ends within a chunk");
    }
    return ChunkEncoding.of(start[in.position()] & 0xff, file.name(), in.offset());
  }

  /** Has the whole chunk at an offset in the window. */
  private void find(ByteRanges file, int fileIndex, long offset, long soon) {
    checkOffset(file, offset);
    long first = Math.min(ChunkFileFormat.MAX_LENGTH_SIZE, file.size() - offset);
    require(file, fileIndex, offset, first, soon);
    int at = (int) (offset - from);
    int limit = (int) Math.min(to - from, (long) at + ChunkFileFormat.MAX_LENGTH_SIZE);
    Varints in = new Varints(file.name(), from, bytes, at, limit);
    long data = in.unsigned();
    int head = in.position() - at;
    long frame = head + 1 + data + ChunkFileFormat.CHECKSUM;
    if (data > LARGEST_CHUNK || frame > file.size() - offset) {
      throw new CorruptDataException(
          file.name(),
          offset,
          "expected a chunk of %d bytes of data, the file has %d more from here"
              .formatted(data, file.size() - offset));
    }
    require(file, fileIndex, offset, frame, soon);
    encodingAt = (int) (offset - from) + head;
    length = (int) data;
  }

  private static void checkOffset(ByteRanges file, long offset) {
    if (offset < ChunkFileFormat.HEADER || offset >= file.size()) {
      throw new CorruptDataException(
          file.name(),
          offset,
          "expected a chunk behind the head of 8 bytes and within " + file.size() + " bytes");
    }
  }

  private void require(ByteRanges file, int fileIndex, long offset, long needed, long soon) {
    boolean same = segment == fileIndex && offset >= from && offset <= to;
    if (same && offset + needed <= to) {
      return;
    }
    ahead = same ? Math.min(2 * ahead, LARGEST_AHEAD) : SMALLEST;
    long wanted = Math.max(needed, Math.min(Math.max(soon, ahead), LARGEST_AHEAD));
    int size = (int) Math.min(wanted, file.size() - offset);
    MemorySegment read = bytesOf(file, fileIndex, offset, size, needed);
    size = (int) read.byteSize();
    if (bytes.length < size) {
      bytes = new byte[size];
    }
    MemorySegment.copy(read, ValueLayout.JAVA_BYTE, 0, bytes, 0, size);
    segment = fileIndex;
    from = offset;
    to = offset + size;
  }

  private MemorySegment bytesOf(
      ByteRanges file, int fileIndex, long offset, int wanted, long needed) {
    if (fileIndex < fetched.length && !damaged) {
      MemorySegment known = fetched[fileIndex].from(offset);
      if (known.byteSize() >= needed) {
        return known.asSlice(0, Math.min(wanted, known.byteSize()));
      }
    }
    return file.read(offset, wanted);
  }

  private int intAt(int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }
}
