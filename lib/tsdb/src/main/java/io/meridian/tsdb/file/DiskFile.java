package io.meridian.tsdb.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is being written, by one thread, front to back. A thread that is interrupted while it
 * writes writes on. {@link #sync} alone may run beside a write; it covers what was written before
 * it began.
 */
public interface DiskFile extends Closeable {
  Path path();

  /** How many bytes were written by calls that did not fail. */
  long size();

  /** Appends bytes; all of them unless an error is thrown, then any part of them. */
  void write(byte[] bytes, int from, int to) throws IOException;

  /**
   * Makes what was written survive a loss of power. If this fails, what the file holds is unknown,
   * and a second call proves nothing: the file must be written anew.
   */
  void sync() throws IOException;

  /** Closes the file without a {@link #sync}; closing it again does nothing. */
  @Override
  void close() throws IOException;
}
