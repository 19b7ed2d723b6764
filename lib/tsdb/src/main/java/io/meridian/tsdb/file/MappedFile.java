package io.meridian.tsdb.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file mapped into memory for reading. Segments stay readable until this and every file that
 * shares the memory is closed; reading one later is an {@link IllegalStateException}, never a
 * crash.
 */
public final class MappedFile implements ByteRanges {
  private final String name;
  private final MemorySegment bytes;
  private final CountedArena arena;
  private final AtomicBoolean closed = new AtomicBoolean();

  private MappedFile(String name, MemorySegment bytes, CountedArena arena) {
    this.name = name;
    this.bytes = bytes;
    this.arena = arena;
  }

  /**
   * Maps a file into memory of its own.
   *
   * @throws UncheckedIOException if it cannot be opened
   */
  public static MappedFile open(Path file) {
    CountedArena arena = new CountedArena();
    try {
      return new MappedFile(file.toString(), map(file, arena), arena);
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException("mapping " + file, e);
    }
  }

  /**
   * Maps a file into memory that it shares with others.
   *
   * @param arena held once more until this is closed
   * @throws UncheckedIOException if it cannot be opened
   */
  public static MappedFile open(Path file, CountedArena arena) {
    arena.retain();
    try {
      return new MappedFile(file.toString(), map(file, arena), arena);
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException("mapping " + file, e);
    }
  }

  private static MemorySegment map(Path file, CountedArena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena.arena());
    }
  }

  /** The same bytes for another reader, which closes what it gets. */
  public MappedFile share() {
    checkOpen();
    return new MappedFile(name, bytes, arena.retain());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public MemorySegment read(long offset, long length) {
    checkOpen();
    checkRange(offset, length);
    return bytes.asSlice(offset, length);
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  @Override
  public void release() {
    if (arena.tryRetain()) { // else they may be another mapping's pages by now
      try {
        bytes.unload();
      } finally {
        arena.close();
      }
    }
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException(name + " is closed");
    }
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      arena.close();
    }
  }
}
