package io.meridian.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import io.meridian.tsdb.file.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;

/** Any bytes as a segment: the log opens, and takes and keeps a record all the same. */
final class LogFuzzTest {
  private static final Path FOLDER = Path.of("/data/wal");

  @FuzzTest(maxDuration = "30s")
  void opensWithAnySegment(byte[] input) throws IOException {
    FaultyDisk disk = FaultyDisk.with(FOLDER);
    write(disk, "segment-0000000000000000003", input);
    Collected found = new Collected();
    try (WriteAheadLog log = open(disk, found)) {
      Collected.append(log, "t", 1, "new");
    } catch (InvalidRequestException e) {
      return; // a newer version
    }
    Collected again = new Collected();
    open(disk, again).close();
    assertThat(again.records()).hasSize(found.records().size() + 1).endsWith("t/1 new");
  }

  private static WriteAheadLog open(Disk disk, Collected found) {
    return WriteAheadLog.open(
        disk, FOLDER, LogOptions.DEFAULT.withSync(new SyncPolicy.OnDemand()), found);
  }

  private static void write(Disk disk, String name, byte[] bytes) throws IOException {
    try (DiskFile file = disk.create(FOLDER.resolve(name))) {
      file.write(bytes, 0, bytes.length);
    }
  }
}
