package io.meridian.tsdb.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file system in memory that fails when it is told to and can lose its power. It keeps no more
 * than it promised: bytes that were synced, and names in folders that were synced. After a failed
 * sync the bytes that it should have covered are lost whatever later syncs say, as on real disks.
 */
public final class FaultyDisk implements Disk {
  private final Folder root = new Folder();
  private int changes;
  private int failingChange = -1;
  private final Set<Path> locked = new HashSet<>();
  private long room = Long.MAX_VALUE;

  private sealed interface Node permits Folder, Bytes {}

  private static final class Folder implements Node {
    private Map<String, Node> names = new TreeMap<>();
    private Map<String, Node> durable = new TreeMap<>();
  }

  private static final class Bytes implements Node {
    private byte[] bytes = new byte[64];
    private int size;
    private int durable;
    private boolean lost;
  }

  /** A disk with an empty folder that survives anything. */
  public static FaultyDisk with(Path folder) {
    FaultyDisk disk = new FaultyDisk();
    Folder at = disk.root;
    for (Path name : folder.toAbsolutePath()) {
      Folder next = new Folder();
      at.names.put(name.toString(), next);
      at.durable.put(name.toString(), next);
      at = next;
    }
    return disk;
  }

  /**
   * Lets the nth call from now on fail that would change something; a write is then done by half.
   */
  public void failAfter(int calls) {
    failingChange = changes + calls;
  }

  /** How many calls changed something, or should have. */
  public int changes() {
    return changes;
  }

  /** Lets writes fail once so many bytes more were written. */
  public void fillUpAfter(long bytes) {
    room = bytes;
  }

  /** Forgets what was not made durable. */
  public void losePower() {
    losePower(root);
  }

  private static void losePower(Folder folder) {
    folder.names = new TreeMap<>(folder.durable);
    for (Node node : folder.names.values()) {
      switch (node) {
        case Folder inner -> losePower(inner);
        case Bytes file -> file.size = file.durable;
      }
    }
  }

  /** The bytes of a file. */
  public byte[] bytes(Path file) throws IOException {
    Bytes found = file(file);
    return Arrays.copyOf(found.bytes, found.size);
  }

  private void change(String what) throws IOException {
    if (changes++ == failingChange) {
      throw new IOException("simulated failure: " + what);
    }
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    change("create " + file);
    Map<String, Node> names = folderOf(file).names;
    if (names.containsKey(name(file))) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Bytes bytes = new Bytes();
    names.put(name(file), bytes);
    return new OpenFile(file, bytes);
  }

  @Override
  public ByteRanges open(Path file) throws IOException {
    return new MemoryRanges(file.toString(), bytes(file));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    change("create folder " + folder);
    Folder at = root;
    for (Path name : folder.toAbsolutePath()) {
      if (!(at.names.computeIfAbsent(name.toString(), n -> new Folder()) instanceof Folder next)) {
        throw new FileAlreadyExistsException(folder.toString());
      }
      at = next;
    }
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    folder(folder).names.keySet().forEach(name -> paths.add(folder.resolve(name)));
    return paths;
  }

  @Override
  public boolean exists(Path path) {
    try {
      return folderOf(path).names.containsKey(name(path));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change("rename " + from + " to " + to);
    Node node = folderOf(from).names.remove(name(from));
    if (node == null) {
      throw new NoSuchFileException(from.toString());
    }
    folderOf(to).names.put(name(to), node);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (!exists(path)) {
      return;
    }
    change("delete " + path);
    folderOf(path).names.remove(name(path));
  }

  @Override
  public void sync(Path file) throws IOException {
    new OpenFile(file, file(file)).sync();
  }

  @Override
  public Optional<Closeable> tryLock(Path file) throws IOException {
    if (!exists(file)) {
      create(file).close();
    }
    Path whole = file.toAbsolutePath();
    return locked.add(whole) ? Optional.of(() -> locked.remove(whole)) : Optional.empty();
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    change("sync folder " + folder);
    Folder found = folder(folder);
    found.durable = new TreeMap<>(found.names);
  }

  private static String name(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    return whole.getName(whole.getNameCount() - 1).toString();
  }

  private Folder folderOf(Path path) throws NoSuchFileException {
    return folder(path.toAbsolutePath().resolveSibling(".").normalize());
  }

  private Folder folder(Path path) throws NoSuchFileException {
    Folder at = root;
    for (Path name : path.toAbsolutePath().normalize()) {
      if (!(at.names.get(name.toString()) instanceof Folder next)) {
        throw new NoSuchFileException(path.toString());
      }
      at = next;
    }
    return at;
  }

  private Bytes file(Path path) throws NoSuchFileException {
    if (folderOf(path).names.get(name(path)) instanceof Bytes file) {
      return file;
    }
    throw new NoSuchFileException(path.toString());
  }

  private final class OpenFile implements DiskFile {
    private final Path path;
    private final Bytes file;

    OpenFile(Path path, Bytes file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long size() {
      return file.size;
    }

    @Override
    public void write(byte[] bytes, int from, int to) throws IOException {
      try {
        change("write to " + path);
      } catch (IOException e) {
        append(bytes, from, from + (to - from) / 2);
        throw e;
      }
      if (room < to - from) {
        append(bytes, from, from + (int) room);
        throw new IOException("simulated failure: no space left");
      }
      room -= to - from;
      append(bytes, from, to);
    }

    private void append(byte[] bytes, int from, int to) {
      int size = file.size + to - from;
      if (size > file.bytes.length) {
        file.bytes = Arrays.copyOf(file.bytes, Math.max(size, 2 * file.bytes.length));
      }
      System.arraycopy(bytes, from, file.bytes, file.size, to - from);
      file.size = size;
    }

    @Override
    public void sync() throws IOException {
      try {
        change("sync " + path);
      } catch (IOException e) {
        file.lost = true;
        throw e;
      }
      if (!file.lost) {
        file.durable = file.size;
      }
    }

    @Override
    public void close() {}
  }
}
