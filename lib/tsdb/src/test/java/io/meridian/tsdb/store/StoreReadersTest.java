package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.head.RequestBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers beside a writer, cuts and checkpoints: each series is a prefix of what was accepted. */
class StoreReadersTest {
  private static final int SERIES = 20;
  private static final int SAMPLES = 6_000;
  private static final int BATCH = 5;
  private static final long STEP = 1_000;

  /** How many samples of every series were accepted. */
  private final AtomicInteger accepted = new AtomicInteger();

  @Test
  void seesAPrefixOfWhatWasAcceptedOfEverySeries(@TempDir Path folder) throws Exception {
    StoreOptions options =
        StoreOptions.of(Labels.of("receive_replica", "r0"))
            .withHead(new HeadOptions(Duration.ofSeconds(1000), Duration.ofDays(1), 1000))
            .withWindow(Duration.ofSeconds(100));
    try (SampleStore store =
            SampleStore.open(
                Disk.local(),
                folder,
                options,
                () -> Instant.ofEpochMilli(accepted.get() * STEP),
                new SplittableRandom(1));
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      write(store, 0);
      Future<Integer> blocks = threads.submit(maintaining(store));
      List<Future<Integer>> readers =
          List.of(threads.submit(reading(store)), threads.submit(reading(store)));
      for (int from = BATCH; from < SAMPLES; from += BATCH) {
        write(store, from);
      }
      assertThat(blocks.get()).isEqualTo(5);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
  }

  private void write(SampleStore store, int from) {
    RequestBytes request = new RequestBytes();
    for (int series = 0; series < SERIES; series++) {
      request.label("series", Integer.toString(series));
      for (int i = from; i < from + BATCH; i++) {
        request.sample(i * STEP, i * 0.1 + series);
      }
      request.endSeries();
    }
    byte[] body = request.take();
    assertThat(store.append("t", body, 0, body.length).refused()).isEmpty();
    accepted.set(from + BATCH);
  }

  private Callable<Integer> maintaining(SampleStore store) {
    return () -> {
      int blocks = 0;
      boolean last;
      do {
        last = accepted.get() == SAMPLES;
        blocks += store.maintain().size();
        Thread.onSpinWait();
      } while (!last);
      return blocks;
    };
  }

  private Callable<Integer> reading(SampleStore store) {
    return () -> {
      SampleBuffer samples = new SampleBuffer();
      int rounds = 0;
      boolean last;
      do {
        last = accepted.get() == SAMPLES;
        readAll(store, accepted.get(), samples);
        rounds++;
      } while (!last);
      return rounds;
    };
  }

  private static void readAll(SampleStore store, int sure, SampleBuffer samples) {
    int found = 0;
    SelectHints hints = SelectHints.of(TimeRange.ALL);
    try (SeriesCursor cursor =
        store.source("t").orElseThrow().select(List.of(), hints, QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++, found++) {
            int series = Integer.parseInt(batch.labels(i).get("series").orElseThrow());
            samples.clear();
            batch.readSamples(i, samples);
            checkPrefix(series, samples, sure);
          }
        }
      }
    }
    assertThat(found).isEqualTo(SERIES);
    readChunks(store, sure, samples);
  }

  private static void readChunks(SampleStore store, int sure, SampleBuffer samples) {
    LocalSource source = store.source("t").orElseThrow();
    ChunkDecoder decoder = new ChunkDecoder();
    int found = 0;
    try (ChunkSeriesCursor cursor =
        source.chunkSeries(
            List.of(), TimeRange.ALL, ChunkFormat.START_TIMES, QueryContext.unlimited())) {
      for (; cursor.next(); found++) {
        samples.clear();
        for (int i = 0; i < cursor.chunks(); i++) {
          ChunkBytes chunk = cursor.chunk(i);
          decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
        }
        Labels labels = Labels.copyOf(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo());
        checkPrefix(Integer.parseInt(labels.get("series").orElseThrow()), samples, sure);
      }
    }
    assertThat(found).isEqualTo(SERIES);
  }

  private static void checkPrefix(int series, SampleBuffer samples, int sure) {
    for (int i = 0; i < samples.size(); i++) {
      if (samples.time(i) != i * STEP || samples.value(i) != i * 0.1 + series) {
        throw new AssertionError(
            "series %d has at place %d of %d time %d and value %s"
                .formatted(series, i, samples.size(), samples.time(i), samples.value(i)));
      }
    }
    if (samples.size() < sure) {
      throw new AssertionError(
          "series %d has %d samples, %d were accepted".formatted(series, samples.size(), sure));
    }
  }
}
