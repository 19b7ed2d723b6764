package io.meridian.cli.demo;

import io.meridian.blocks.BlockUpload;
import io.meridian.bucket.Bucket;
import io.meridian.cli.console.Console;
import io.meridian.cli.console.Progress;
import io.meridian.cli.store.FolderTree;
import io.meridian.model.Labels;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills a bucket with what the fleet scraped while nobody looked: the days before the first start,
 * and later the hours in which the demo did not run. Whole days, and the rest of the last one up to
 * a boundary of two hours, each as raw samples and as aggregates of five minutes. A block that a
 * killed start had uploaded already is not written a second time: names follow from times.
 */
final class DemoPast {
  static final long HEAD = Duration.ofHours(2).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Fleet fleet;
  private final Path folder;
  private final Console console;

  /**
   * A past that is not written yet.
   *
   * @param folder for blocks on their way, and how far the past is written
   */
  DemoPast(Fleet fleet, Path folder, Console console) {
    this.fleet = fleet;
    this.folder = folder;
    this.console = console;
  }

  /** Where the past ends and agents begin, seen from an instant. */
  static long end(long now) {
    return Math.floorDiv(now, HEAD) * HEAD;
  }

  /** What is to be written: the days of a range, the last one cut short. */
  static List<TimeRange> days(long from, long end) {
    List<TimeRange> days = new ArrayList<>();
    for (long begin = from; begin < end; ) {
      long next = Math.min(end, (Math.floorDiv(begin, DAY) + 1) * DAY);
      days.add(new TimeRange(begin, next - 1));
      begin = next;
    }
    return days;
  }

  /**
   * Writes what is missing.
   *
   * @param from begin of the past where none was written yet
   */
  void fill(Bucket bucket, long from, long now) throws IOException {
    DemoState state = new DemoState(folder.resolve("past"));
    long begin = state.read().orElse(end(from));
    Path staging = folder.resolve("staging");
    if (Files.exists(staging)) {
      FolderTree.delete(staging); // of a start that was killed
    }
    Files.createDirectories(staging);
    History history =
        new History(
            fleet, staging, Labels.of("receive_replica", "history", "tenant_id", "default-tenant"));
    BlockUpload upload = new BlockUpload(bucket, InstantSource.system(), false);
    DemoState planned = new DemoState(folder.resolve("planned"));
    long cut = Math.clamp(planned.read().orElse(begin), begin, end(now));
    // What a killed start had begun is cut as it was then, so that its blocks have the same names.
    List<TimeRange> days = new ArrayList<>(days(begin, cut));
    days.addAll(days(cut, end(now)));
    planned.write(end(now));
    try (Progress progress =
        new Progress(console, "making up the past", (long) days.size() * history.series())) {
      long done = 0;
      for (TimeRange day : days) {
        long before = done;
        BlockFolder raw = history.write(day, series -> progress.reached(before + series));
        BlockFolder coarse = history.downsample(raw);
        for (BlockFolder each : List.of(coarse, raw)) {
          upload.upload(each);
          FolderTree.delete(each.path());
        }
        state.write(day.max() + 1);
        done += history.series();
      }
    }
    Disk.local().syncFolder(folder);
  }
}
