package io.meridian.blocks;

import io.meridian.bucket.ListedObject;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Crc32c;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Metas of a bucket's blocks on the local disk. A file's name says which version of which object it
 * is, and whether the block's index was looked at; it is written once and can be made again, so
 * nothing is synced. Behind the meta stands its checksum (CRC-32C, big-endian): a file that a fall
 * of the machine has emptied, or the disk has damaged, is none.
 */
final class MetaCache {
  private static final String UNFINISHED = ".tmp";
  private static final int CHECKSUM = 4;

  private final Path folder;
  private final Set<String> files = ConcurrentHashMap.newKeySet();
  private final LongAdder notKept = new LongAdder();

  /**
   * Opens a cache.
   *
   * @param folder made if it is missing
   */
  MetaCache(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      try (Stream<Path> found = Files.list(folder)) {
        found.forEach(file -> files.add(file.getFileName().toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("opening the cache of metas in " + folder, e);
    }
  }

  private static String fileName(Ulid block, ListedObject meta, boolean checked) {
    return fileName(block, meta.size(), meta.modified().toEpochMilli(), checked);
  }

  private static String fileName(Ulid block, long size, long modified, boolean checked) {
    return block + "-" + size + "-" + modified + (checked ? "-checked" : "") + ".json";
  }

  /** Whether a meta is here. */
  boolean has(Ulid block, ListedObject meta, boolean checked) {
    return files.contains(fileName(block, meta, checked));
  }

  /** A meta's bytes, if they are here. */
  Optional<byte[]> find(Ulid block, ListedObject meta, boolean checked) {
    return find(block, meta.size(), meta.modified().toEpochMilli(), checked);
  }

  /** The same of a version that was listed before: its size and when it was written, Unix ms. */
  Optional<byte[]> find(Ulid block, long size, long modified, boolean checked) {
    String name = fileName(block, size, modified, checked);
    if (!files.contains(name)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(folder.resolve(name));
      boolean isWhole =
          bytes.length == size + CHECKSUM
              && ByteBuffer.wrap(bytes).getInt((int) size) == Crc32c.of(bytes, 0, (int) size);
      return isWhole ? Optional.of(Arrays.copyOf(bytes, (int) size)) : Optional.empty();
    } catch (NoSuchFileException e) {
      files.remove(name);
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + folder.resolve(name), e);
    }
  }

  /** Keeps a meta, if the disk takes it: without it, it is fetched again another time. */
  void keep(Ulid block, ListedObject meta, boolean checked, byte[] bytes) {
    String name = fileName(block, meta, checked);
    Path unfinished = folder.resolve(name + UNFINISHED);
    try {
      ByteBuffer file = ByteBuffer.allocate(bytes.length + CHECKSUM).put(bytes);
      Files.write(unfinished, file.putInt(Crc32c.of(bytes, 0, bytes.length)).array());
      Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      files.add(name);
    } catch (IOException e) {
      notKept.increment();
      remove(unfinished);
    }
  }

  /** How many metas the disk did not take. */
  long notKept() {
    return notKept.sum();
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is removed with the others that nobody wants.
    }
  }

  /** Removes what is not of these objects. */
  void retain(Iterable<BlockFiles> blocks) {
    Set<String> wanted = new HashSet<>();
    blocks.forEach(each ->
        each.meta()
            .ifPresent(meta -> {
              wanted.add(fileName(each.block(), meta, true));
              wanted.add(fileName(each.block(), meta, false));
            }));
    for (String name : List.copyOf(files)) {
      if (!wanted.contains(name)) {
        files.remove(name);
        try {
          Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
          throw new UncheckedIOException("deleting " + folder.resolve(name), e);
        }
      }
    }
  }
}
