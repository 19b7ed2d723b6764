package io.meridian.receiver.write;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of this machine's disk that knows what a loss of power would leave of it: of a file what
 * was written before its last sync, and the file only if its folder was synced since it was made.
 */
final class PowerCutDisk implements Disk {
  private final Disk disk = Disk.local();
  private final Path root;
  private final Map<Path, Long> synced = new HashMap<>();
  private final Set<Path> named = new HashSet<>();

  PowerCutDisk(Path root) {
    this.root = root;
  }

  /** Makes a folder of what would be left now. */
  synchronized void leave(Path copy) throws IOException {
    for (Path file : named) {
      if (Files.isRegularFile(file)) {
        Path to = copy.resolve(root.relativize(file).toString());
        Files.createDirectories(to.getParent());
        byte[] all = Files.readAllBytes(file);
        Files.write(to, Arrays.copyOf(all, Math.toIntExact(synced.getOrDefault(file, 0L))));
      }
    }
  }

  private synchronized void noteSynced(Path file, long bytes) {
    synced.put(file, bytes);
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new Written(disk.create(file));
  }

  private final class Written implements DiskFile {
    private final DiskFile file;

    Written(DiskFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public void write(byte[] bytes, int from, int to) throws IOException {
      file.write(bytes, from, to);
    }

    @Override
    public void sync() throws IOException {
      long before = file.size();
      file.sync();
      noteSynced(file.path(), before);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Override
  public ByteRanges open(Path file) throws IOException {
    return disk.open(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    disk.createFolder(folder);
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
    Long bytes = synced.remove(from);
    if (bytes != null) {
      synced.put(to, bytes);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void sync(Path file) throws IOException {
    long before = Files.size(file);
    disk.sync(file);
    noteSynced(file, before);
  }

  @Override
  public Optional<Closeable> tryLock(Path file) throws IOException {
    return disk.tryLock(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    List<Path> entries = disk.list(folder);
    disk.syncFolder(folder);
    synchronized (this) {
      named.addAll(entries);
    }
  }
}
