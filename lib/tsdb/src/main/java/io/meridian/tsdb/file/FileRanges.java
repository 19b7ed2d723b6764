package io.meridian.tsdb.file;

import io.meridian.model.UnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file read by position: every read is a copy, and a cold page holds up the reading thread alone.
 *
 * <p>A thread that is interrupted while it reads closes the channel under all the others; the file
 * is then opened again and the read repeated, the interrupted thread's own included, which keeps
 * its interrupt for whoever looks at it next.
 */
public final class FileRanges implements ByteRanges {
  /** What one array and one read call hold at most. */
  private static final int LARGEST_READ = 1 << 30;

  private final Path file;
  private final long size;
  private final Object lock = new Object();
  private volatile FileChannel channel;
  private volatile boolean closed;

  private FileRanges(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  /**
   * Opens a file.
   *
   * @throws UncheckedIOException if it cannot be opened
   */
  public static FileRanges open(Path file) {
    try {
      return new FileRanges(file, FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw new UncheckedIOException("opening " + file, e);
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public MemorySegment read(long offset, long length) {
    checkRange(offset, length);
    MemorySegment into =
        length <= LARGEST_READ
            ? MemorySegment.ofArray(new byte[(int) length])
            : Arena.ofAuto().allocate(length);
    for (long done = 0; done < length; ) {
      long part = Math.min(LARGEST_READ, length - done);
      readFully(into.asSlice(done, part).asByteBuffer(), offset + done);
      done += part;
    }
    return into;
  }

  @Override
  public void read(long offset, int length, byte[] into) {
    checkRange(offset, length);
    readFully(ByteBuffer.wrap(into, 0, length), offset);
  }

  private void readFully(ByteBuffer into, long offset) {
    boolean interrupted = false;
    try {
      while (into.hasRemaining()) {
        FileChannel current = openChannel();
        try {
          if (current.read(into, offset + into.position()) < 0) {
            throw new EOFException("the file became shorter than " + size + " bytes");
          }
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          reopen();
        }
      }
    } catch (IOException e) {
      throw new UnavailableException("reading " + file + " at offset " + offset + ": " + e, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private FileChannel openChannel() {
    if (closed) {
      throw new IllegalStateException(file + " is closed");
    }
    return channel;
  }

  private void reopen() throws IOException {
    synchronized (lock) { // guards the exchange of the channel against close and other readers
      if (!closed && !channel.isOpen()) {
        channel = FileChannel.open(file, StandardOpenOption.READ);
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing " + file, e);
      }
    }
  }
}
