package io.meridian.promql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.Histogram;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScriptSourceTest {
  private final ScriptSource source = new ScriptSource();

  private void load(String text) {
    for (Command command : Script.parse("s", text).commands()) {
      source.load((Command.Load) command);
    }
  }

  private List<String> labels(Matcher... matchers) {
    List<String> found = new ArrayList<>();
    try (SeriesCursor cursor = select(TimeRange.ALL, matchers)) {
      for (Optional<SeriesBatch> batch = cursor.next(); batch.isPresent(); batch = cursor.next()) {
        for (int i = 0; i < batch.get().size(); i++) {
          found.add(batch.get().labels(i).toString());
        }
      }
    }
    return found;
  }

  private SeriesCursor select(TimeRange range, Matcher... matchers) {
    return source.select(List.of(matchers), SelectHints.of(range), QueryContext.unlimited());
  }

  private SampleBuffer samples(TimeRange range, String name) {
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor = select(range, Matcher.equal("__name__", name));
        SeriesBatch batch = cursor.next().orElseThrow()) {
      batch.readSamples(0, samples);
    }
    return samples;
  }

  @Test
  void selectsSortedSeriesByMatchers() {
    load("load 1m\n m{b=\"2\"} 1\n m{a=\"1\"} 1\n n 1\n gaps _ _");

    assertThat(labels(Matcher.of(MatchType.REGEX, "__name__", "m|gaps")))
        .containsExactly("{__name__=\"m\", a=\"1\"}", "{__name__=\"m\", b=\"2\"}");
    source.clear();
    assertThat(labels()).isEmpty();
  }

  @Test
  void givesSamplesInsideTheRangeAndTheLastOfEqualSeries() {
    load("load 10s\n m 7 7 7\n m 1 _ 3+1x2");
    load("load 1m\n m _ 9");

    SampleBuffer samples = samples(new TimeRange(20_000, 60_000), "m");

    assertThat(Arrays.copyOf(samples.times(), samples.size()))
        .containsExactly(20_000, 30_000, 40_000, 60_000);
    assertThat(Arrays.copyOf(samples.values(), samples.size())).containsExactly(3, 4, 5, 9);
  }

  @Test
  void keepsStartTimes() {
    load("load 1m\n m@st _ -30s\n m 1 2");

    SampleBuffer samples = samples(TimeRange.ALL, "m");

    assertThat(samples.startTime(0)).isZero();
    assertThat(samples.startTime(1)).isEqualTo(30_000);
  }

  @Test
  void refusesSamplesOutOfOrder() {
    load("load 1m\n m 1 2");

    assertThatThrownBy(() -> load("load 1m\n m 3"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("60000 ms");
  }

  @Test
  void endsHistogramsWithAStaleHistogramAndFloatsWithAFloat() {
    load("load 1m\n h {{count:1}} stale\n f 1 stale");

    SampleBuffer histograms = samples(TimeRange.ALL, "h");
    SampleBuffer floats = samples(TimeRange.ALL, "f");

    assertThat(histograms.laneIndex(1)).isEqualTo(1);
    assertThat(StaleMarker.isStale(histograms.value(1))).isTrue();
    assertThat(floats.hasHistograms()).isFalse();
    assertThat(StaleMarker.isStale(floats.value(1))).isTrue();
  }

  @Test
  void knowsResetHintsAsADatabaseReadsThem() {
    load(
        "load 1m\n h {{count:1}} {{count:2}} {{count:1}} {{count:2 counter_reset_hint:reset}}"
            + " {{count:3 schema:1}} {{count:4 schema:1}} stale {{count:5 schema:1}}"
            + " {{count:6 counter_reset_hint:gauge}} {{count:7}} {{count:8}} 1 {{count:9}}");

    SampleBuffer samples = samples(TimeRange.ALL, "h");
    List<CounterResetHint> hints = new ArrayList<>();
    for (int i = 0; i < samples.lane().size(); i++) {
      if (!StaleMarker.isStale(samples.lane().sum(i))) {
        hints.add(samples.lane().hint(i));
      }
    }

    assertThat(hints)
        .containsExactly(
            CounterResetHint.UNKNOWN,
            CounterResetHint.NOT_RESET,
            CounterResetHint.UNKNOWN,
            CounterResetHint.UNKNOWN,
            CounterResetHint.UNKNOWN,
            CounterResetHint.NOT_RESET,
            CounterResetHint.UNKNOWN,
            CounterResetHint.GAUGE,
            CounterResetHint.UNKNOWN,
            CounterResetHint.NOT_RESET,
            CounterResetHint.UNKNOWN);
  }

  @Test
  void storesClassicHistogramsInCustomBucketsToo() {
    load(
        """
        load_with_nhcb 1m
          h_bucket{le="+Inf"} 5
          h_bucket{le="2"} 4
          h_bucket{le="1"} 1
          h_count 5
          h_sum 7.5
        """);

    SampleBuffer samples = samples(TimeRange.ALL, "h");
    FloatHistogram histogram = Histogram.of(samples.lane(), 0).toFloat();

    assertThat(histogram.layout().customBounds()).containsExactly(1, 2);
    assertThat(histogram.count()).isEqualTo(5);
    assertThat(histogram.sum()).isEqualTo(7.5);
    assertThat(List.of(histogram.positive(0), histogram.positive(1), histogram.positive(2)))
        .containsExactly(1.0, 3.0, 1.0);
    assertThat(labels()).hasSize(6);
  }

  @Test
  void refusesClassicHistogramsThatAreNone() {
    assertThatThrownBy(
            () -> load("load_with_nhcb 1m\n h_bucket{le=\"1\"} 5\n h_bucket{le=\"2\"} 4"))
        .hasMessageContaining("fewer observations");
    assertThatThrownBy(() -> load("load_with_nhcb 1m\n g_bucket{le=\"+Inf\"} 5\n g_count 4"))
        .hasMessageContaining("count 4");
  }

  @Test
  void answersLabelQuestions() {
    load("load 1m\n m{b=\"2\"} 1\n m{a=\"1\"} 1\n n{b=\"3\"} 1");
    QueryContext context = QueryContext.unlimited();

    assertThat(source.labelNames(List.of(), TimeRange.ALL, 0, context).values())
        .containsExactly("__name__", "a", "b");
    assertThat(source.labelValues("b", List.of(), TimeRange.ALL, 1, context).values())
        .containsExactly("2");
    assertThat(source.labelValues("b", List.of(), TimeRange.ALL, 1, context).truncated()).isTrue();
  }
}
