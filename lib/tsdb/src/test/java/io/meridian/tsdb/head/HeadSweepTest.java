package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Series that have no samples any more leave the head, and their memory comes back. */
class HeadSweepTest {
  private static final long HOUR = 3_600_000;
  private static final long START = 472_222 * HOUR;

  @TempDir private Path folder;

  private final UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();
  private final Head head =
      new Head(
          new HeadOptions(
              Duration.ofHours(2),
              Duration.ofMinutes(10),
              Duration.ZERO,
              100_000,
              LabelLimits.NONE,
              0));

  private void append(RequestBytes request, long now) {
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, batch);
    head.append(batch, now, outcomes);
    assertThat(outcomes.successes()).isEqualTo(outcomes.size());
  }

  private void cut(long until) {
    while (head.cut(
            until,
            Disk.local(),
            folder,
            names.next(),
            BlockWriter.Options.DEFAULT,
            Optional.empty())
        .isPresent()) {
      assertThat(outcomes.size()).isPositive();
    }
  }

  private List<String> values(String name) {
    return head.labelValues(name, List.of(), TimeRange.ALL, 0, QueryContext.unlimited()).values();
  }

  @Test
  void leavesOnlySeriesThatHaveSamplesInEveryAnswer() {
    Map<Labels, List<String>> kept = new TreeMap<>();
    for (int round = 0; round < 3; round++) {
      long time = START + round * 2L * HOUR;
      RequestBytes request = new RequestBytes();
      for (int i = 0; i < 3000; i++) {
        boolean old = i % 3 == 0;
        String pod = old ? "stays-" + i : "round-" + round + "-" + i;
        request.label("job", "j" + i % 7).label("pod", pod).label("zone", "z" + i % 2);
        request.sample(time, i).endSeries();
        if (round == 2) {
          kept.put(
              Labels.of("job", "j" + i % 7, "pod", pod, "zone", "z" + i % 2),
              List.of("%d %016x".formatted(time, Double.doubleToRawLongBits(i))));
        }
      }
      append(request, time);
    }

    cut(START + 4 * HOUR);

    assertThat(head.seriesCount()).isEqualTo(3000);
    assertThat(SeriesText.of(head)).isEqualTo(kept);
    assertThat(values("pod")).hasSize(3000).isSorted().noneMatch(pod -> pod.startsWith("round-1"));
    assertThat(values("job")).containsExactly("j0", "j1", "j2", "j3", "j4", "j5", "j6");
    assertThat(SeriesText.of(head, Matcher.of(MatchType.REGEX, "pod", "round-[01]-.*"))).isEmpty();
    assertThat(SeriesText.of(head, Matcher.equal("job", "j1"), Matcher.equal("zone", "z0")))
        .hasSameSizeAs(
            kept.keySet().stream()
                .filter(l -> l.get("job").orElseThrow().equals("j1"))
                .filter(l -> l.get("zone").orElseThrow().equals("z0"))
                .toList());
  }

  @Test
  void knowsLabelsThatComeAgainAsANewSeries() {
    append(new RequestBytes().label("a", "1").sample(START, 1).endSeries(), START);
    append(
        new RequestBytes().label("a", "2").sample(START + 3 * HOUR, 1).endSeries(),
        START + 3 * HOUR);
    cut(START + 2 * HOUR);
    assertThat(values("a")).containsExactly("2");

    long later = START + 4 * HOUR;
    append(new RequestBytes().label("a", "1").sample(later, 7).endSeries(), later);

    assertThat(SeriesText.of(head, Matcher.equal("a", "1")))
        .isEqualTo(Map.of(Labels.of("a", "1"), List.of(later + " 401c000000000000")));
    assertThat(values("a")).containsExactly("1", "2");
  }

  @Test
  void keepsSeriesThatAQueryStillSees() {
    append(new RequestBytes().label("a", "1").sample(START, 1).endSeries(), START);
    SelectHints hints = SelectHints.of(TimeRange.ALL);
    SeriesCursor cursor = head.select(List.of(), hints, QueryContext.unlimited());

    cut(START + 2 * HOUR);
    assertThat(head.seriesCount()).isEqualTo(1);
    try (SeriesBatch seen = cursor.next().orElseThrow()) {
      assertThat(seen.labels(0)).isEqualTo(Labels.of("a", "1"));
    }
    cursor.close();

    assertThat(head.sweep()).isEqualTo(1);
    assertThat(head.seriesCount()).isZero();
  }

  @Test
  void needsNoMoreMemoryForSeriesThatComeAndGo() {
    List<Long> bytes = new ArrayList<>();
    for (int round = 0; round < 12; round++) {
      long time = START + round * 2L * HOUR;
      RequestBytes request = new RequestBytes();
      request.label("pod", "stays").sample(time, 1).endSeries();
      for (int i = 0; i < 5000; i++) {
        request.label("__name__", "m" + i % 10).label("pod", "pod-of-round-" + round + "-" + i);
        request.sample(time, i).endSeries();
      }
      append(request, time);
      cut(time);
      bytes.add(head.stats(0).heapBytes());
    }

    assertThat(head.seriesCount()).isEqualTo(5001);
    assertThat(bytes.getLast()).isLessThanOrEqualTo(bytes.get(4) * 11 / 10);
  }
}
