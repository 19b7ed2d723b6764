package io.meridian.tsdb.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file that is being written, by one thread, front to back. */
public interface DiskFile extends Closeable {
  Path path();

  /** How many bytes were written. */
  long size();

  /** Appends bytes; all of them unless an error is thrown. */
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
