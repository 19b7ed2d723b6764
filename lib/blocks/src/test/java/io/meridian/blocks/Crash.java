package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.layer.BucketLayer;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The process dies at one of the steps by which it changes a bucket or a disk. */
final class Crash {
  private final int at;
  private final boolean after;
  private int steps;

  /**
   * A crash.
   *
   * @param at at which step; a negative number for never
   * @param after whether the step is done when the process dies
   */
  Crash(int at, boolean after) {
    this.at = at;
    this.after = after;
  }

  /** How many steps there were. */
  int steps() {
    return steps;
  }

  /** The process is no more; nothing catches this. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A step that changes something. */
  private interface Step<T, E extends Exception> {
    T run() throws E;
  }

  private <T, E extends Exception> T step(Step<T, E> step) throws E {
    boolean dies = steps++ == at;
    if (dies && !after) {
      throw new Death();
    }
    T result = step.run();
    if (dies) {
      throw new Death();
    }
    return result;
  }

  Bucket over(Bucket bucket) {
    return new DyingBucket(bucket);
  }

  Disk over(Disk disk) {
    return new DyingDisk(disk);
  }

  private final class DyingBucket extends BucketLayer {
    private final Bucket below;

    DyingBucket(Bucket below) {
      super(below);
      this.below = below;
    }

    @Override
    public String put(String object, Content content, Condition condition) {
      return step(() -> below.put(object, content, condition));
    }

    @Override
    public void delete(String object) {
      step(() -> {
        below.delete(object);
        return object;
      });
    }
  }

  private final class DyingDisk implements Disk {
    private final Disk below;

    DyingDisk(Disk below) {
      this.below = below;
    }

    @Override
    public DiskFile create(Path file) throws IOException {
      return step(() -> below.create(file));
    }

    @Override
    public ByteRanges open(Path file) throws IOException {
      return below.open(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
      below.createFolder(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
      return below.list(folder);
    }

    @Override
    public boolean exists(Path path) throws IOException {
      return below.exists(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      step(() -> {
        below.rename(from, to);
        return to;
      });
    }

    @Override
    public void delete(Path path) throws IOException {
      below.delete(path);
    }

    @Override
    public void sync(Path file) throws IOException {
      below.sync(file);
    }

    @Override
    public Optional<Closeable> tryLock(Path file) throws IOException {
      return below.tryLock(file);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
      below.syncFolder(folder);
    }
  }
}
