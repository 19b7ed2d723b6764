package io.meridian.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/** Seeded selections, answered by two readers of the same block. */
final class SelectionSamples {
  private final RandomGenerator random;

  SelectionSamples(RandomGenerator random) {
    this.random = random;
  }

  /** Compares answers, and returns how many series they had. */
  long compare(BlockReader eager, LazyBlock lazy, int selections) {
    long series = 0;
    for (int i = 0; i < selections; i++) {
      List<Matcher> matchers = matchers(eager);
      SelectHints hints = SelectHints.of(range(eager)).withMaxResolution(Long.MAX_VALUE);
      List<String> expected = answer(eager, matchers, hints);
      assertThat(answer(lazy, matchers, hints)).as(matchers.toString()).isEqualTo(expected);
      series += expected.size();
      assertThat(chunks(lazy.reader((_, _) -> {}), matchers, hints.range()))
          .as("chunks of %s", matchers)
          .isEqualTo(chunks(eager, matchers, hints.range()));
      String name = anyName(eager);
      assertThat(values(lazy, name, matchers)).isEqualTo(values(eager, name, matchers));
    }
    return series;
  }

  /** Series with their encoded chunks, which a far block fetches some ahead. */
  private static List<String> chunks(BlockReader block, List<Matcher> matchers, TimeRange range) {
    List<String> found = new ArrayList<>();
    try (ChunkSeriesCursor series = block.chunkSeries(matchers, range)) {
      while (series.next()) {
        found.add(
            Labels.copyOf(series.labelBytes(), series.labelsFrom(), series.labelsTo()).toString());
        for (int i = 0; i < series.chunks(); i++) {
          ChunkBytes chunk = series.chunk(i);
          CRC32C sum = new CRC32C();
          sum.update(chunk.data(), chunk.from(), chunk.length());
          found.add(series.chunkMinTime(i) + " " + chunk.encoding() + " " + sum.getValue());
        }
      }
    }
    return found;
  }

  private List<Matcher> matchers(BlockReader block) {
    List<Matcher> matchers = new ArrayList<>();
    for (int count = random.nextInt(4); count > 0; count--) {
      String name = anyName(block);
      List<String> values = block.index().labelValues(name.getBytes(StandardCharsets.UTF_8), 0);
      String value = values.get(random.nextInt(values.size()));
      matchers.add(
          switch (random.nextInt(4)) {
            case 0 -> Matcher.of(MatchType.NOT_EQUAL, name, value);
            case 1 ->
                Matcher.of(
                    MatchType.REGEX, name, ".*[" + Integer.toHexString(random.nextInt(16)) + "].*");
            default -> Matcher.equal(name, value);
          });
    }
    return matchers;
  }

  private String anyName(BlockReader block) {
    List<String> names = block.index().labelNames(0);
    return names.get(random.nextInt(names.size()));
  }

  private TimeRange range(BlockReader block) {
    long min = block.meta().minTime();
    long span = block.meta().maxTime() - min;
    long from = min + random.nextLong(span);
    return random.nextInt(3) == 0
        ? TimeRange.ALL
        : new TimeRange(from, from + random.nextLong(span));
  }

  private static List<String> answer(
      SeriesSource source, List<Matcher> matchers, SelectHints hints) {
    List<String> series = new ArrayList<>();
    SampleBuffer samples = new SampleBuffer(0);
    try (SeriesCursor cursor = source.select(matchers, hints, QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            Labels labels =
                Labels.copyOf(batch.labelBytes(), batch.labelsFrom(i), batch.labelsTo(i));
            series.add(labels + " " + digest(samples));
          }
        }
      }
    }
    return series;
  }

  private static String digest(SampleBuffer samples) {
    long digest = samples.size();
    for (int i = 0; i < samples.size(); i++) {
      digest = 31 * digest + samples.time(i);
      digest = 31 * digest + Double.doubleToRawLongBits(samples.value(i));
    }
    return samples.size() + " samples, " + Long.toHexString(digest);
  }

  private static List<String> values(SeriesSource source, String name, List<Matcher> matchers) {
    LabelAnswer answer =
        source.labelValues(name, matchers, TimeRange.ALL, 0, QueryContext.unlimited());
    return answer.values();
  }
}
