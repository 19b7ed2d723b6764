package io.meridian.tsdb.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real file system and the simulated one behave alike, until the simulated one is told not to.
 */
final class DiskTest {
  private static final byte[] BYTES = {1, 2, 3, 4};

  @TempDir Path folder;

  @Test
  void writesRenamesListsAndDeletes() throws IOException {
    for (Disk disk : List.of(Disk.local(), FaultyDisk.with(folder))) {
      Path inner = folder.resolve("a/b");
      disk.createFolder(inner);
      Path file = inner.resolve("file");
      try (DiskFile out = disk.create(file)) {
        out.write(BYTES, 1, 3);
        out.write(BYTES, 0, 4);
        assertThat(out.size()).isEqualTo(6);
        assertThat(read(disk, file)).containsExactly(2, 3, 1, 2, 3, 4);
        out.sync();
      }
      assertThatThrownBy(() -> disk.create(file)).isInstanceOf(FileAlreadyExistsException.class);

      disk.rename(inner, folder.resolve("a/c"));
      disk.syncFolder(folder.resolve("a"));

      assertThat(disk.exists(file)).isFalse();
      assertThat(disk.list(folder.resolve("a"))).containsExactly(folder.resolve("a/c"));
      assertThat(read(disk, folder.resolve("a/c/file"))).hasSize(6);
      disk.delete(folder.resolve("a/c/file"));
      disk.delete(folder.resolve("a/c/file"));
      assertThat(disk.list(folder.resolve("a/c"))).isEmpty();
    }
  }

  @Test
  void forgetsWhatWasNotSyncedWhenPowerIsLost() throws IOException {
    FaultyDisk disk = FaultyDisk.with(folder);
    Path kept = folder.resolve("kept");
    try (DiskFile out = disk.create(kept);
        DiskFile nameless = disk.create(folder.resolve("nameless"))) {
      out.write(BYTES, 0, 2);
      out.sync();
      disk.syncFolder(folder);
      out.write(BYTES, 2, 4);
      nameless.sync();
      disk.rename(folder.resolve("nameless"), folder.resolve("renamed"));
    }

    disk.losePower();

    assertThat(disk.list(folder)).containsExactly(kept, folder.resolve("nameless"));
    assertThat(disk.bytes(kept)).containsExactly(1, 2);
  }

  @Test
  void doesNotTrustASyncAfterAFailedOne() throws IOException {
    FaultyDisk disk = FaultyDisk.with(folder);
    Path file = folder.resolve("file");
    try (DiskFile out = disk.create(file)) {
      disk.syncFolder(folder);
      out.write(BYTES, 0, 4);
      disk.failAfter(0);
      assertThatThrownBy(out::sync).isInstanceOf(IOException.class);
      out.sync();
    }

    disk.losePower();

    assertThat(disk.bytes(file)).isEmpty();
  }

  private static byte[] read(Disk disk, Path file) throws IOException {
    try (ByteRanges ranges = disk.open(file)) {
      return ranges.read(0, ranges.size()).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
