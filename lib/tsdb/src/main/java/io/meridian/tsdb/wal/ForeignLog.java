package io.meridian.tsdb.wal;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/**
 * Knows a log of Prometheus or Thanos: in the folder itself, or a folder {@code wal} in one beside
 * it, as a Thanos receiver has one a tenant. What is in it was acknowledged and is in no block yet;
 * to write beside it would be to forget it.
 */
final class ForeignLog {
  private static final String CHECKPOINT = "checkpoint.";
  private static final int DIGITS = 8;

  private ForeignLog() {}

  /**
   * Refuses a folder.
   *
   * @throws InvalidRequestException if such a log is there, with what to do about it
   */
  static void refuse(Disk disk, Path folder) throws IOException {
    refuseOne(disk, folder);
    Path parent = folder.toAbsolutePath().getParent();
    for (Path beside : parent == null ? List.<Path>of() : list(disk, parent)) {
      Path inner = beside.resolve("wal");
      if (disk.exists(inner)) {
        refuseOne(disk, inner);
      }
    }
  }

  private static void refuseOne(Disk disk, Path folder) throws IOException {
    for (Path file : list(disk, folder)) {
      String name = file.getFileName().toString();
      if (isForeign(name)) {
        throw new InvalidRequestException(
            folder
                + " holds a write-ahead log of Prometheus or Thanos ("
                + name
                + "), which Meridian does not read. Have that program write its samples out as"
                + " blocks first (a Thanos receiver does when it is stopped in order, Prometheus"
                + " by its snapshot API), then move this folder away, or give Meridian another"
                + " one");
      }
    }
  }

  /** Segments are named by eight digits, checkpoints by a word before them. */
  private static boolean isForeign(String name) {
    String number = name.startsWith(CHECKPOINT) ? name.substring(CHECKPOINT.length()) : name;
    return number.length() == DIGITS && number.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static List<Path> list(Disk disk, Path folder) throws IOException {
    try {
      return disk.list(folder);
    } catch (NotDirectoryException | NoSuchFileException e) {
      return List.of();
    }
  }
}
