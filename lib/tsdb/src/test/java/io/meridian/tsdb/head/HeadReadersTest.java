package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers beside a writer, cuts, and sweeps of series that come and go: each series is a run of
 * what was accepted, without a gap but before the last sample of those whose samples come in pairs
 * turned round.
 */
class HeadReadersTest {
  private static final int BATCH = 5;
  private static final long STEP = 1_000;
  private static final long RANGE = 2_000_000;

  private static final List<Matcher> REGULARS =
      List.of(Matcher.of(MatchType.REGEX, "series", ".+"));

  @RegisterExtension final Seed seed = new Seed();

  private Head head = new Head(HeadOptions.DEFAULT);

  private int seriesCount = 40;
  private int sampleCount = 40_000;

  /** How many samples of every series were accepted. */
  private final AtomicInteger accepted = new AtomicInteger();

  @Test
  void seesARunOfWhatWasAcceptedOfEverySeries(@TempDir Path folder) throws Exception {
    readBesideWritesCutsAndSweeps(folder);
  }

  /** So many that open chunks have many pages of a size, and leave those that are half empty. */
  @Test
  void seesARunOfSeriesWhoseOpenChunksMove(@TempDir Path folder) throws Exception {
    seriesCount = 3_000;
    sampleCount = 300;
    readBesideWritesCutsAndSweeps(folder);
  }

  private void readBesideWritesCutsAndSweeps(Path folder) throws Exception {
    HeadOptions options = new HeadOptions(Duration.ofMillis(RANGE), Duration.ofDays(9999), 100_000);
    try (Head filled = new Head(options, Disk.local(), folder.resolve("full"));
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      head = filled;
      Future<Integer> cuts = threads.submit(() -> cutAll(folder));
      List<Future<Integer>> readers = List.of(threads.submit(reading()), threads.submit(reading()));
      try {
        write();
      } finally {
        accepted.set(sampleCount); // whatever happened, the others come to an end
      }
      assertThat(cuts.get()).isEqualTo((int) Math.max(0, sampleCount * STEP / RANGE - 1));
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
  }

  @Test
  @Tag("long")
  void seesThatForMinutes(@TempDir Path folder) throws Exception {
    long end = System.nanoTime() + Long.getLong("meridian.readers.minutes", 2) * 60_000_000_000L;
    for (int i = 0; System.nanoTime() < end; i++) {
      accepted.set(0);
      readBesideWritesCutsAndSweeps(Files.createDirectory(folder.resolve("run-" + i)));
    }
    assertThat(accepted.get()).isEqualTo(sampleCount);
  }

  private void write() {
    RemoteWriteDecoder decoder = new RemoteWriteDecoder();
    WriteBatch batch = new WriteBatch();
    AppendOutcomes outcomes = new AppendOutcomes();
    for (int from = 0; from < sampleCount; from += BATCH) {
      RequestBytes request = new RequestBytes();
      for (int series = 0; series < seriesCount; series++) {
        request.label("series", "%04d".formatted(series));
        for (int i = from; i < from + BATCH; i++) {
          int sample = isTurned(series) && i < from + BATCH - 1 ? from + ((i - from) ^ 1) : i;
          request.sample(sample * STEP, value(series, sample));
        }
        request.endSeries();
      }
      request.label("guest", "g" + from).sample(from * STEP, 1).endSeries();
      byte[] body = request.take();
      decoder.decode(body, 0, body.length, batch);
      addStarts(batch);
      head.append(batch, 0, outcomes);
      assertThat(outcomes.successes()).isEqualTo(seriesCount * BATCH + 1);
      accepted.set(from + BATCH);
    }
  }

  private void addStarts(WriteBatch batch) {
    for (int i = 0; i < seriesCount * BATCH; i++) {
      long start = start(i / BATCH, batch.samples().time(i));
      if (start != 0) {
        batch.samples().startTime(i, start);
      }
    }
  }

  /** Some series have none, some a few in a range, some another one at each sample. */
  private static long start(int series, long time) {
    return switch (series % 6) {
      case 0 -> time / (RANGE / 3) * (RANGE / 3) + 1;
      case 1 -> time + 1;
      default -> 0;
    };
  }

  private static boolean isTurned(int series) {
    return series % 8 == 5;
  }

  /** Some series change at every sample, some seldom, so that chunks have many sizes. */
  private static double value(int series, int sample) {
    return series % 2 == 0 ? sample * 0.1 + series : sample >>> 6;
  }

  /** Cuts each range when samples are half a range beyond it. */
  private int cutAll(Path folder) {
    UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));
    int blocks = 0;
    boolean last;
    do {
      int written = accepted.get();
      last = written == sampleCount;
      long until = (written - 1) * STEP - RANGE / 2;
      if (until > 0
          && head.cut(
                  until,
                  Disk.local(),
                  folder,
                  names.next(),
                  BlockWriter.Options.DEFAULT,
                  Optional.empty())
              .isPresent()) {
        blocks++;
        head.closeStale(until);
        head.sweep();
        last = false;
      }
      Thread.onSpinWait();
    } while (!last);
    return blocks;
  }

  private Callable<Integer> reading() {
    return () -> {
      RandomGenerator random = seed.random();
      SampleBuffer samples = new SampleBuffer();
      int rounds = 0;
      boolean last;
      do {
        last = accepted.get() == sampleCount;
        int sure = accepted.get();
        long min = random.nextLong(Math.max(1, sure * STEP));
        TimeRange range = new TimeRange(random.nextBoolean() ? min : 0, Long.MAX_VALUE);
        readAll(range, sure, samples);
        rounds++;
      } while (!last);
      return rounds;
    };
  }

  private void readAll(TimeRange range, int sure, SampleBuffer samples) {
    SelectHints hints = SelectHints.of(range);
    try (SeriesCursor cursor = head.select(REGULARS, hints, QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            int series = Integer.parseInt(batch.labels(i).get("series").orElseThrow());
            samples.clear();
            batch.readSamples(i, samples);
            checkRun(series, samples, sure, range.min());
          }
        }
      }
    }
  }

  private static void checkRun(int series, SampleBuffer samples, int sure, long min) {
    if (samples.size() == 0) {
      return;
    }
    int first = (int) (samples.time(0) / STEP);
    long due = Math.ceilDiv(min, STEP) * STEP;
    boolean mayBegin = isTurned(series) && samples.size() == 1 && samples.time(0) == due + STEP;
    if (samples.time(0) != due && samples.time(0) % RANGE != 0 && !mayBegin) {
      throw new AssertionError("series " + series + " begins at " + samples.time(0));
    }
    for (int i = 0; i < samples.size(); i++) {
      boolean ahead = isTurned(series) && i == samples.size() - 1;
      int expected = ahead ? (int) (samples.time(i) / STEP) : first + i;
      if (samples.time(i) != expected * STEP
          || expected > first + i + 1
          || samples.value(i) != value(series, expected)
          || samples.startTime(i) != start(series, samples.time(i))) {
        throw new AssertionError(
            "series %d has at place %d of %d, begun at %d, time %d and value %s"
                .formatted(series, i, samples.size(), first, samples.time(i), samples.value(i)));
      }
    }
    if (first + samples.size() < sure) {
      throw new AssertionError(
          "series %d ends at %d, %d were accepted".formatted(series, first + samples.size(), sure));
    }
  }
}
