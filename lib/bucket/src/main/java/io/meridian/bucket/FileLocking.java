package io.meridian.bucket;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.ReentrantLock;

/** A lock that is held, between processes by an open file and between threads. */
record FileLocking(FileChannel channel, ReentrantLock inProcess) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      inProcess.unlock();
    }
  }
}
