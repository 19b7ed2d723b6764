package io.meridian.tsdb.file;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that fails when told to and forgets what was not made durable when power is
 * lost. Every call counts; files and folders remember what they held when they were last synced.
 */
public final class SimulatedDisk implements Disk {
  private final Folder root;
  private final Set<Path> locked = new HashSet<>();
  private long calls;
  private long failFrom = Long.MAX_VALUE;
  private long failTo;
  private long room = Long.MAX_VALUE;

  public SimulatedDisk() {
    this(new Folder());
  }

  private SimulatedDisk(Folder root) {
    this.root = root;
  }

  /** How many calls there were. */
  public long calls() {
    return calls;
  }

  /**
   * Has the nth call from now on fail, counted from 1; a write that fails has written half. What a
   * sync that failed should have made durable is lost, whatever later syncs of that file say.
   */
  public SimulatedDisk failOnce(long call) {
    failFrom = calls + call;
    failTo = failFrom;
    return this;
  }

  /**
   * Has the nth call from now on and all behind it fail, as if the process or the disk had died.
   */
  public SimulatedDisk failFrom(long call) {
    failFrom = calls + call;
    failTo = Long.MAX_VALUE;
    return this;
  }

  /** Has writes fail once so many bytes more were written, until this is called again. */
  public SimulatedDisk fillUpAfter(long bytes) {
    room = bytes;
    return this;
  }

  /** The same disk when another process looks at it: all bytes and names, no locks, no faults. */
  public SimulatedDisk afterKill() {
    return new SimulatedDisk((Folder) root.copy());
  }

  /** Cuts a file. */
  public SimulatedDisk truncate(Path path, int size) throws IOException {
    File file = file(path);
    byte[] whole = file.bytes.toByteArray();
    file.bytes.reset();
    file.bytes.write(whole, 0, size);
    return this;
  }

  /** Changes bits of one byte, as a disk that rots does. */
  public SimulatedDisk flip(Path path, int at, int bits) throws IOException {
    File file = file(path);
    byte[] whole = file.bytes.toByteArray();
    whole[at] ^= (byte) bits;
    file.bytes.reset();
    file.bytes.writeBytes(whole);
    return this;
  }

  /** The bytes of a file. */
  public byte[] bytes(Path path) throws IOException {
    return file(path).bytes.toByteArray();
  }

  private boolean fails() {
    calls++;
    return calls >= failFrom && calls <= failTo;
  }

  private void call(Path path) throws IOException {
    if (fails()) {
      throw new FileSystemException(path.toString(), null, "simulated failure of call " + calls);
    }
  }

  /**
   * What is there after a loss of power: all that was synced, and of the rest what chance left. A
   * folder's changes since its last sync come or are lost one by one in their order; of a file's
   * bytes a part is lost or replaced.
   */
  public SimulatedDisk afterPowerLoss(RandomGenerator random) {
    return new SimulatedDisk((Folder) root.afterPowerLoss(random));
  }

  /**
   * The bytes of a folder's files by their paths relative to it, also of those in folders in it.
   */
  public SortedMap<String, List<Byte>> files(Path folder) throws IOException {
    TreeMap<String, List<Byte>> files = new TreeMap<>();
    collect(folder(folder), "", files);
    return files;
  }

  private static void collect(Folder folder, String prefix, Map<String, List<Byte>> into) {
    folder.names.forEach((name, node) -> {
      switch (node) {
        case Folder inner -> collect(inner, prefix + name + "/", into);
        case File file -> into.put(prefix + name, boxed(file.bytes.toByteArray()));
      }
    });
  }

  private static List<Byte> boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    Arrays.setAll(boxed, i -> bytes[i]);
    return List.of(boxed);
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    call(path);
    Folder folder = parent(path);
    File file = new File();
    if (folder.names.putIfAbsent(name(path), file) != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return new OpenFile(path, file);
  }

  @Override
  public ByteRanges open(Path path) throws IOException {
    call(path);
    return new MemoryRanges(path.toString(), bytes(path));
  }

  @Override
  public void createFolder(Path path) throws IOException {
    call(path);
    Folder at = root;
    for (Path part : path) {
      Node next = at.names.computeIfAbsent(part.toString(), ignored -> new Folder());
      if (!(next instanceof Folder folder)) {
        throw new NotDirectoryException(path.toString());
      }
      at = folder;
    }
  }

  @Override
  public List<Path> list(Path path) throws IOException {
    call(path);
    return folder(path).names.keySet().stream().map(path::resolve).toList();
  }

  @Override
  public boolean exists(Path path) throws IOException {
    call(path);
    return node(path) != null;
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    call(from);
    Node node = node(from);
    if (node == null) {
      throw new NoSuchFileException(from.toString());
    }
    if (node(to) instanceof Folder folder && !folder.names.isEmpty()) {
      throw new FileAlreadyExistsException(to.toString());
    }
    parent(from).names.remove(name(from));
    parent(to).names.put(name(to), node);
  }

  @Override
  public void delete(Path path) throws IOException {
    call(path);
    if (node(path) instanceof Folder folder && !folder.names.isEmpty()) {
      throw new FileSystemException(path.toString(), null, "the folder is not empty");
    }
    if (node(path) != null) {
      parent(path).names.remove(name(path));
    }
  }

  @Override
  public void sync(Path path) throws IOException {
    new OpenFile(path, file(path)).sync();
  }

  @Override
  public Optional<Closeable> tryLock(Path path) throws IOException {
    if (!locked.add(path)) {
      return Optional.empty();
    }
    if (node(path) == null) {
      create(path).close();
    }
    return Optional.of(() -> locked.remove(path));
  }

  @Override
  public void syncFolder(Path path) throws IOException {
    call(path);
    Folder folder = folder(path);
    folder.durable = new TreeMap<>(folder.names);
  }

  private @Nullable Node node(Path path) {
    Node at = root;
    for (Path part : path) {
      if (!(at instanceof Folder folder)) {
        return null;
      }
      at = part.toString().isEmpty() ? folder : folder.names.get(part.toString());
    }
    return at;
  }

  private File file(Path path) throws IOException {
    if (node(path) instanceof File file) {
      return file;
    }
    throw new NoSuchFileException(path.toString());
  }

  private Folder folder(Path path) throws IOException {
    if (node(path) instanceof Folder folder) {
      return folder;
    }
    throw new NoSuchFileException(path.toString());
  }

  private Folder parent(Path path) throws IOException {
    Path parent = path.getParent();
    return parent == null ? root : folder(parent);
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private sealed interface Node {
    Node afterPowerLoss(RandomGenerator random);

    Node copy();
  }

  private static final class Folder implements Node {
    private final TreeMap<String, Node> names = new TreeMap<>();
    private TreeMap<String, Node> durable = new TreeMap<>();

    @Override
    public Node afterPowerLoss(RandomGenerator random) {
      Folder left = new Folder();
      TreeMap<String, Node> survivors = random.nextBoolean() ? names : durable;
      survivors.forEach((name, node) -> left.names.put(name, node.afterPowerLoss(random)));
      left.durable = new TreeMap<>(left.names);
      return left;
    }

    @Override
    public Node copy() {
      Folder copy = new Folder();
      IdentityHashMap<Node, Node> copies = new IdentityHashMap<>();
      names.forEach((name, node) -> copy.names.put(name, copied(node, copies)));
      durable.forEach((name, node) -> copy.durable.put(name, copied(node, copies)));
      return copy;
    }

    /** A file that has two names, a synced and a newer one, stays one file. */
    private static Node copied(Node node, IdentityHashMap<Node, Node> copies) {
      Node known = copies.get(node);
      Node copy = known == null ? node.copy() : known;
      copies.put(node, copy);
      return copy;
    }
  }

  private static final class File implements Node {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private byte[] durable = {};
    private boolean lost;

    @Override
    public Node copy() {
      File copy = new File();
      copy.bytes.writeBytes(bytes.toByteArray());
      copy.durable = durable;
      copy.lost = lost;
      return copy;
    }

    @Override
    public Node afterPowerLoss(RandomGenerator random) {
      File left = new File();
      left.bytes.writeBytes(durable);
      byte[] rest = Arrays.copyOfRange(bytes.toByteArray(), durable.length, bytes.size());
      if (!lost && random.nextBoolean()) {
        int kept = random.nextInt(rest.length + 1);
        if (random.nextBoolean()) {
          Arrays.fill(rest, 0, random.nextInt(kept + 1), (byte) 0);
        }
        left.bytes.write(rest, 0, kept);
      }
      left.durable = left.bytes.toByteArray();
      return left;
    }
  }

  private final class OpenFile implements DiskFile {
    private final Path path;
    private final File file;

    OpenFile(Path path, File file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long size() {
      return file.bytes.size();
    }

    @Override
    public void write(byte[] bytes, int from, int to) throws IOException {
      if (fails()) {
        file.bytes.write(bytes, from, (to - from) / 2);
        throw new FileSystemException(path.toString(), null, "No space left on device");
      }
      if (room < to - from) {
        file.bytes.write(bytes, from, (int) room);
        room = 0;
        throw new FileSystemException(path.toString(), null, "No space left on device");
      }
      room -= to - from;
      file.bytes.write(bytes, from, to - from);
    }

    @Override
    public void sync() throws IOException {
      try {
        call(path);
      } catch (IOException e) {
        file.lost = true;
        throw e;
      }
      if (!file.lost) {
        file.durable = file.bytes.toByteArray();
      }
    }

    @Override
    public void close() throws IOException {
      call(path);
    }
  }
}
