package io.meridian.tsdb.head;

import io.meridian.tsdb.file.ByteRanges;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.Optional;

/**
 * Reads files of full chunks by position, for who goes through all of them: a mapping would leave
 * every page that was looked at in the process' memory. One read brings what follows it, too, since
 * chunks that were filled together lie together. For one thread.
 */
final class PassReads implements ChunkReads, AutoCloseable {
  /** Some ten chunks; little enough to be no loss where each lies elsewhere. */
  private static final int WINDOW = 4 << 10;

  /** Files beyond so many are read through their mapping, that others have files to open. */
  private static final int MOST_FILES = 1024;

  private final SpillFiles spill;
  private final IdentityHashMap<ByteRanges, Window> windows = new IdentityHashMap<>();

  PassReads(SpillFiles spill) {
    this.spill = spill;
  }

  /** What was read last of a file. */
  private static final class Window {
    private final ByteRanges file;
    private final byte[] bytes = new byte[WINDOW];
    private long from;
    private int length;

    Window(ByteRanges file) {
      this.file = file;
    }

    void read(long offset, int wanted, byte[] into) {
      if (wanted > WINDOW) {
        file.read(offset, wanted, into);
        return;
      }
      if (offset < from || offset + wanted > from + length) {
        length = 0; // whatever becomes of the read
        int some = (int) Math.max(wanted, Math.min(WINDOW, file.size() - offset));
        file.read(offset, some, bytes);
        from = offset;
        length = some;
      }
      System.arraycopy(bytes, (int) (offset - from), into, 0, wanted);
    }
  }

  @Override
  public void read(ByteRanges mapped, long offset, int length, byte[] into) {
    Window window = windows.get(mapped);
    if (window == null) {
      Optional<ByteRanges> opened = open(mapped);
      if (opened.isEmpty()) {
        mapped.read(offset, length, into);
        return;
      }
      window = new Window(opened.get());
      windows.put(mapped, window);
    }
    window.read(offset, length, into);
  }

  private Optional<ByteRanges> open(ByteRanges mapped) {
    if (windows.size() >= MOST_FILES) {
      return Optional.empty();
    }
    try {
      return Optional.of(spill.reopen(mapped));
    } catch (UncheckedIOException e) {
      return Optional.empty(); // what is mapped can be read all the same
    }
  }

  @Override
  public void close() {
    windows.values().forEach(window -> window.file.close());
    windows.clear();
  }
}
