package io.meridian.tsdb.block;

import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.Crc32c;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes chunks one behind the other into the files of a folder ({@link ChunkFileFormat}). A file
 * is made durable when the next begins or {@link #finish} is called. Closing an unfinished writer
 * leaves files that mean nothing. Used by one thread.
 */
public final class ChunkFileWriter implements AutoCloseable {
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int BUFFER = 128 << 10;
  private static final int FRAME = ChunkFileFormat.MAX_LENGTH_SIZE + 1 + ChunkFileFormat.CHECKSUM;

  private final Disk disk;
  private final Path folder;
  private final long segmentSize;
  private final byte[] buffer = new byte[BUFFER];
  private final MemorySegment bufferSegment = MemorySegment.ofArray(buffer);
  private final List<DiskFile> files = new ArrayList<>();
  private int buffered;
  private int largestChunk;

  /**
   * A writer of files of at most 512 MiB.
   *
   * @param folder an empty folder
   */
  public ChunkFileWriter(Disk disk, Path folder) {
    this(disk, folder, ChunkFileFormat.SEGMENT_SIZE);
  }

  ChunkFileWriter(Disk disk, Path folder, long segmentSize) {
    this.disk = disk;
    this.folder = folder;
    this.segmentSize = segmentSize;
  }

  /**
   * Appends a chunk.
   *
   * @return the chunk's reference
   * @throws UncheckedIOException if it cannot be written; the writer is of no use from then on
   */
  public long write(ChunkEncoding encoding, byte[] data, int from, int to) {
    try {
      if (files.isEmpty() || isFull(to - from)) {
        cut();
      }
      long ref = ChunkFileFormat.ref(files.size() - 1, offset());
      append(encoding, data, from, to);
      largestChunk = Math.max(largestChunk, (int) (offset() - ChunkFileFormat.offset(ref)));
      return ref;
    } catch (IOException e) {
      throw new UncheckedIOException("writing chunks to " + folder, e);
    }
  }

  private boolean isFull(int length) {
    long offset = offset();
    return offset > ChunkFileFormat.HEADER && offset + FRAME + length > segmentSize;
  }

  private void append(ChunkEncoding encoding, byte[] data, int from, int to) throws IOException {
    int length = to - from;
    if (buffered + FRAME + length > BUFFER) {
      flush();
    }
    buffered = Varints.putUnsigned(buffer, buffered, length);
    int checked = buffered;
    buffer[buffered++] = (byte) encoding.code();
    if (buffered + length + ChunkFileFormat.CHECKSUM <= BUFFER) {
      System.arraycopy(data, from, buffer, buffered, length);
      buffered += length;
      bufferSegment.set(U32, buffered, Crc32c.of(buffer, checked, buffered));
      buffered += ChunkFileFormat.CHECKSUM;
    } else {
      appendLarge(encoding, data, from, to);
    }
  }

  /** Writes data that the buffer cannot hold past it. */
  private void appendLarge(ChunkEncoding encoding, byte[] data, int from, int to)
      throws IOException {
    flush();
    files.getLast().write(data, from, to);
    CRC32C crc = new CRC32C();
    crc.update(encoding.code());
    crc.update(data, from, to - from);
    bufferSegment.set(U32, 0, (int) crc.getValue());
    buffered = ChunkFileFormat.CHECKSUM;
  }

  private long offset() {
    return files.getLast().size() + buffered;
  }

  private void cut() throws IOException {
    complete();
    files.add(disk.create(folder.resolve(ChunkFileFormat.fileName(files.size()))));
    bufferSegment.set(U32, 0, ChunkFileFormat.MAGIC);
    bufferSegment.set(U32, Integer.BYTES, ChunkFileFormat.VERSION << 24);
    buffered = ChunkFileFormat.HEADER;
  }

  private void complete() throws IOException {
    if (!files.isEmpty()) {
      flush();
      files.getLast().sync();
      files.getLast().close();
    }
  }

  private void flush() throws IOException {
    files.getLast().write(buffer, 0, buffered);
    buffered = 0;
  }

  /** Makes all files and their names durable. A writer that got no chunk leaves no file. */
  public void finish() {
    try {
      complete();
      disk.syncFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("writing chunks to " + folder, e);
    }
  }

  /** Names and sizes of the files, in order; valid once {@link #finish} was called. */
  List<BlockFile> files() {
    return files.stream()
        .map(file ->
            new BlockFile(ChunkFileFormat.FOLDER + "/" + file.path().getFileName(), file.size()))
        .toList();
  }

  /** The most bytes that a chunk takes in a file, with its frame; 0 if there is none. */
  int largestChunk() {
    return largestChunk;
  }

  @Override
  public void close() {
    try {
      if (!files.isEmpty()) {
        files.getLast().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing chunk files in " + folder, e);
    }
  }
}
