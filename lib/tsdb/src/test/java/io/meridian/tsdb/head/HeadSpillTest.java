package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.file.CountedArena;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.FaultyDisk;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Full chunks in files: read as before, given up when nobody needs them, damage found. */
class HeadSpillTest {
  private static final int SERIES = 40;
  private static final int SAMPLES = 1500;
  private static final long STEP = 1_000;
  private static final HeadOptions OPTIONS =
      new HeadOptions(Duration.ofMillis(SAMPLES * STEP), Duration.ofDays(1), 1000);

  private final Head inMemory = new Head(OPTIONS);

  /** Appends samples whose chunks take about 500 KiB. */
  private static void fill(Head head, int from, int to) {
    RemoteWriteDecoder decoder = new RemoteWriteDecoder();
    WriteBatch batch = new WriteBatch();
    AppendOutcomes outcomes = new AppendOutcomes();
    SplittableRandom random = new SplittableRandom(from);
    for (int i = from; i < to; i++) {
      RequestBytes request = new RequestBytes();
      for (int series = 0; series < SERIES; series++) {
        request.label("series", "%03d".formatted(series));
        request.sample(i * STEP, random.nextDouble()).endSeries();
      }
      byte[] body = request.take();
      decoder.decode(body, 0, body.length, batch);
      head.append(batch, i * STEP, outcomes);
      assertThat(outcomes.successes()).isEqualTo(SERIES);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static BlockMeta cut(Head head, Path folder) {
    UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));
    return head.cut(
            SAMPLES * STEP,
            Disk.local(),
            folder,
            names.next(),
            BlockWriter.Options.DEFAULT,
            Optional.empty())
        .orElseThrow();
  }

  @Test
  void readsAndCutsFromFilesWhatMemoryWouldHaveHeld(@TempDir Path folder) throws IOException {
    fill(inMemory, 0, SAMPLES + 100);
    Map<Labels, List<String>> expected = SeriesText.of(inMemory);

    try (Head head = new Head(OPTIONS, Disk.local(), folder.resolve("full"))) {
      fill(head, 0, SAMPLES + 100);

      assertThat(files(folder.resolve("full"))).isNotEmpty();
      assertThat(SeriesText.of(head)).isEqualTo(expected);
      BlockMeta meta = cut(head, folder);
      try (BlockReader block = BlockReader.open(folder.resolve(meta.ulid().toString()))) {
        expected.replaceAll((labels, samples) -> samples.subList(0, SAMPLES));
        assertThat(SeriesText.of(block)).isEqualTo(expected);
      }
      assertThat(files(folder.resolve("full"))).isEmpty();
    }
  }

  @Test
  void keepsFilesForQueriesThatBeganBeforeTheCut(@TempDir Path folder) throws IOException {
    int arenas = CountedArena.open();
    try (Head head = new Head(OPTIONS, Disk.local(), folder.resolve("full"))) {
      fill(head, 0, SAMPLES + 100);
      SelectHints hints = SelectHints.of(TimeRange.ALL);
      SeriesCursor cursor = head.select(List.of(), hints, QueryContext.unlimited());
      SeriesBatch batch = cursor.next().orElseThrow();

      cut(head, folder);
      cursor.close();
      SampleBuffer samples = new SampleBuffer();
      batch.readSamples(7, samples);

      assertThat(samples.size()).isEqualTo(SAMPLES + 100);
      assertThat(files(folder.resolve("full"))).isNotEmpty();
      batch.close();
      assertThat(files(folder.resolve("full"))).isEmpty();
      assertThat(CountedArena.open()).isEqualTo(arenas);
    }
  }

  /** Kilobytes of a folder's files that are in this process' memory. */
  private static long resident(Path folder) throws IOException {
    long sum = 0;
    boolean inFolder = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        inFolder = line.contains(folder.toRealPath() + "/");
      } else if (inFolder && line.startsWith("Rss:")) {
        sum += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return sum;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsNoPagesOfFilesInMemoryThatItWentThrough(@TempDir Path folder) throws IOException {
    Path full = folder.resolve("full");
    try (Head head = new Head(OPTIONS, Disk.local(), full)) {
      fill(head, 0, SAMPLES + 100);
      SeriesText.of(head);
      assertThat(resident(full)).isPositive();

      head.snapshot(HeadLog.NONE, HeadLog.NONE);
      assertThat(resident(full)).isZero();

      SelectHints hints = SelectHints.of(TimeRange.ALL);
      try (SeriesCursor cursor = head.select(List.of(), hints, QueryContext.unlimited())) {
        assertThat(cursor.next()).isPresent();
        head.snapshot(HeadLog.NONE, HeadLog.NONE);
        cut(head, folder);
        assertThat(files(full)).isNotEmpty();
        assertThat(resident(full)).isZero();
      }
    }
  }

  @Test
  void deletesWhatIsLeftOfAHeadBefore(@TempDir Path folder) throws IOException {
    Path full = folder.resolve("full");
    try (Head left = new Head(OPTIONS, Disk.local(), full)) {
      fill(left, 0, SAMPLES);
      assertThat(files(full)).isNotEmpty();

      try (Head head = new Head(OPTIONS, Disk.local(), full)) {
        assertThat(files(full)).isEmpty();
        assertThat(head.seriesCount()).isZero();
      }
    }
  }

  @Test
  void staysInMemoryWhileFilesCannotBeWritten() {
    Path folder = Path.of("/head");
    FaultyDisk disk = FaultyDisk.with(folder);
    disk.fillUpAfter(100_000);
    fill(inMemory, 0, 3 * SAMPLES / 4);
    fill(inMemory, 3 * SAMPLES / 4, SAMPLES);

    try (Head head = new Head(OPTIONS, disk, folder)) {
      fill(head, 0, 3 * SAMPLES / 4);
      assertThat(head.stats(0).spilledBytes()).isZero();
      assertThat(head.stats(0).spillFailures()).isPositive();
      disk.fillUpAfter(Long.MAX_VALUE);
      fill(head, 3 * SAMPLES / 4, SAMPLES);

      assertThat(head.stats(0).spilledBytes()).isPositive();
      assertThat(SeriesText.of(head)).isEqualTo(SeriesText.of(inMemory));
    }
  }

  @Test
  void findsDamageWhereverItIsInAFile(@TempDir Path folder) throws IOException {
    Path full = folder.resolve("full");
    try (Head head = new Head(OPTIONS, Disk.local(), full)) {
      fill(head, 0, SAMPLES);
      Map<Labels, List<String>> expected = SeriesText.of(head);
      Path file = files(full).getFirst();
      int found = 0;
      for (int at = SpillFiles.HEADER; at < Files.size(file); at += 9_973) {
        flip(file, at);
        try {
          assertThat(SeriesText.of(head)).isEqualTo(expected);
        } catch (CorruptDataException e) {
          assertThat(e.object()).isEqualTo(file.toString());
          found++;
        }
        flip(file, at);
      }
      assertThat(found).isGreaterThan(20);
      assertThat(SeriesText.of(head)).isEqualTo(expected);

      flip(file, SpillFiles.HEADER + 100);
      assertThatThrownBy(() -> cut(head, folder))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("replay the log");
      flip(file, SpillFiles.HEADER + 100);
      assertThat(cut(head, folder).stats().samples()).isEqualTo((long) SERIES * SAMPLES);
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x10)).rewind();
      channel.write(one, at);
    }
  }
}
