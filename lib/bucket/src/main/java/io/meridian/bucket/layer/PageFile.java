package io.meridian.bucket.layer;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is read and written by position, by many threads. One that is interrupted meanwhile
 * closes the channel under all of them; it is opened again then and the work repeated, the
 * interrupted thread's own included, which keeps its interrupt.
 */
final class PageFile implements AutoCloseable {
  private final Path path;
  private final Object lock = new Object(); // guards the exchange of the channel
  private volatile FileChannel channel;
  private volatile boolean closed;

  private PageFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** An empty file in place of whatever was there. */
  static PageFile create(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      return new PageFile(path, FileChannel.open(path, CREATE, TRUNCATE_EXISTING, READ, WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException("making " + path, e);
    }
  }

  private interface Work {
    /** Moves the buffer on; whether there is nothing more to be had. */
    boolean isAtEnd(FileChannel open, ByteBuffer buffer, long offset) throws IOException;
  }

  void read(long offset, byte[] into, int at, int count) throws IOException {
    run((open, buffer, from) -> open.read(buffer, from) < 0, offset, into, at, count);
  }

  void write(long offset, byte[] bytes, int at, int count) throws IOException {
    run((open, buffer, from) -> open.write(buffer, from) < 0, offset, bytes, at, count);
  }

  private void run(Work work, long offset, byte[] bytes, int at, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, at, count);
    boolean interrupted = Thread.interrupted();
    try {
      while (buffer.hasRemaining()) {
        try {
          if (work.isAtEnd(channel, buffer, offset + buffer.position() - at)) {
            throw new EOFException(path + " ends before " + (offset + count));
          }
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          reopen(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void reopen(ClosedChannelException cause) throws IOException {
    synchronized (lock) {
      if (closed) {
        throw cause;
      }
      if (!channel.isOpen()) {
        channel = FileChannel.open(path, READ, WRITE);
      }
    }
  }

  /** Closes and removes the file. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      try {
        channel.close();
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException("removing " + path, e);
      }
    }
  }
}
