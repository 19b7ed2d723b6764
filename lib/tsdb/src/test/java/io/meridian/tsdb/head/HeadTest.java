package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Allocation;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Head head =
      new Head(new HeadOptions(Duration.ofHours(2), Duration.ofMinutes(1), 3));
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();

  private List<SampleOutcome> append(byte[] body) {
    decoder.decode(body, 0, body.length, batch);
    head.append(batch, NOW, outcomes);
    List<SampleOutcome> all = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      all.add(outcomes.outcome(i));
    }
    return all;
  }

  @Test
  void storesTheGoodSamplesOfARequestAndSaysWhatBecameOfEach() {
    RequestBytes request = new RequestBytes().label("__name__", "up").label("job", "a");
    request.sample(NOW, 1).sample(NOW, 1).sample(NOW, 2).sample(NOW + 1, 3).sample(NOW - 5, 3);
    request.sample(NOW + 60_001, 4).sample(NOW, 1).endSeries();

    assertThat(append(request.take()))
        .containsExactly(
            SampleOutcome.STORED,
            SampleOutcome.DUPLICATE,
            SampleOutcome.OTHER_VALUE,
            SampleOutcome.STORED,
            SampleOutcome.STORED_OUT_OF_ORDER,
            SampleOutcome.TOO_FAR_AHEAD,
            SampleOutcome.DUPLICATE);
    assertThat(outcomes.successes()).isEqualTo(5);
    assertThat(SeriesText.of(head))
        .containsOnlyKeys(Labels.of("__name__", "up", "job", "a"))
        .containsValue(
            List.of(
                (NOW - 5) + " 4008000000000000",
                NOW + " 3ff0000000000000",
                (NOW + 1) + " 4008000000000000"));
  }

  @Test
  void knowsASeriesByItsLabelsInWhateverFormTheyCome() {
    RequestBytes request = new RequestBytes();
    request.label("a", "1").label("b", "2").sample(NOW, 1).endSeries();
    request.label("b", "2").label("a", "1").sample(NOW + 1, 1).endSeries();
    request.label("a", "1").label("b", "2").label("c", "").sample(NOW + 2, 1).endSeries();
    request.label("b", "2").sample(NOW + 3, 1).label("a", "1").endSeries();

    assertThat(append(request.take())).containsOnly(SampleOutcome.STORED);
    assertThat(head.seriesCount()).isEqualTo(1);
    assertThat(SeriesText.of(head).values().iterator().next()).hasSize(4);
  }

  @Test
  void refusesLabelsThatAreNone() {
    RequestBytes request = new RequestBytes();
    request.sample(NOW, 1).endSeries();
    request.label("a", "1").label("a", "2").sample(NOW, 1).endSeries();
    request.label("", "1").sample(NOW, 1).endSeries();

    assertThat(append(request.take())).containsOnly(SampleOutcome.INVALID_LABELS);
    assertThat(head.seriesCount()).isZero();
  }

  @Test
  void refusesSeriesBeyondItsLimitAndGoesOnWithTheOthers() {
    RequestBytes request = new RequestBytes();
    for (int i = 0; i < 5; i++) {
      request.label("a", "v" + i % 4).sample(NOW + i, 1).endSeries();
    }

    assertThat(append(request.take()))
        .containsExactly(
            SampleOutcome.STORED,
            SampleOutcome.STORED,
            SampleOutcome.STORED,
            SampleOutcome.TOO_MANY_SERIES,
            SampleOutcome.STORED);
  }

  @Test
  void refusesLabelsBeyondTheirLimitsAndStoresTheRestOfARequest() {
    LabelLimits limits = new LabelLimits(2, 4, 6);
    Head limited =
        new Head(
            new HeadOptions(
                Duration.ofHours(2), Duration.ofMinutes(1), Duration.ZERO, 10, limits, 0));
    RequestBytes request = new RequestBytes();
    request.label("a", "1").label("b", "2").sample(NOW, 1).endSeries();
    request.label("a", "1").label("b", "2").label("c", "3").sample(NOW, 1).endSeries();
    request.label("a", "1").label("b", "").label("c", "3").sample(NOW, 1).endSeries();
    request.label("abcd", "123456").sample(NOW, 1).endSeries();
    request.label("abcde", "1").sample(NOW, 1).sample(NOW + 1, 1).endSeries();
    request.label("ab", "1234567").sample(NOW, 1).endSeries();
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, batch);
    limited.append(batch, NOW, outcomes);

    List<SampleOutcome> found = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      found.add(outcomes.outcome(i));
    }
    assertThat(found)
        .containsExactly(
            SampleOutcome.STORED,
            SampleOutcome.TOO_MANY_LABELS,
            SampleOutcome.STORED,
            SampleOutcome.STORED,
            SampleOutcome.LABEL_TOO_LONG,
            SampleOutcome.LABEL_TOO_LONG,
            SampleOutcome.LABEL_TOO_LONG);
    assertThat(limited.seriesCount()).isEqualTo(3);
  }

  @Test
  void answersLabelsInOrderWithLimits() {
    RequestBytes request = new RequestBytes();
    request.label("pod", "z").label("job", "a").sample(NOW, 1).endSeries();
    request.label("pod", "ä").label("job", "a").sample(NOW, 1).endSeries();
    request.label("pod", "b").label("job", "c").sample(NOW, 1).endSeries();
    append(request.take());

    QueryContext context = QueryContext.unlimited();
    assertThat(head.labelNames(List.of(), TimeRange.ALL, 0, context).values())
        .containsExactly("job", "pod");
    assertThat(head.labelValues("pod", List.of(), TimeRange.ALL, 0, context).values())
        .containsExactly("b", "z", "ä");
    assertThat(head.labelValues("pod", List.of(), TimeRange.ALL, 1, context).truncated()).isTrue();
    assertThat(
            head.labelValues("pod", List.of(Matcher.equal("job", "a")), TimeRange.ALL, 0, context)
                .values())
        .containsExactly("z", "ä");
    TimeRange before = new TimeRange(0, NOW - 1);
    assertThat(head.labelValues("pod", List.of(), before, 0, context).values()).isEmpty();
    assertThat(SeriesText.of(head, Matcher.of(MatchType.NOT_REGEX, "pod", "z|b")).keySet())
        .containsExactly(Labels.of("job", "a", "pod", "ä"));
  }

  @Test
  void answersLabelsOfARangeInWhichSomeSeriesOrAllHaveSamples() {
    RequestBytes request = new RequestBytes();
    request.label("pod", "old").label("zone", "a").sample(NOW - 60_000, 1).endSeries();
    request.label("pod", "new").label("node", "n").sample(NOW, 1).endSeries();
    append(request.take());

    assertThat(values(new TimeRange(NOW - 60_000, NOW), 0)).containsExactly("new", "old");
    assertThat(values(new TimeRange(NOW - 60_000, NOW), 1)).containsExactly("new");
    assertThat(values(new TimeRange(NOW - 59_999, NOW), 0)).containsExactly("new");
    assertThat(names(new TimeRange(NOW - 60_000, NOW))).containsExactly("node", "pod", "zone");
    assertThat(names(new TimeRange(NOW - 60_000, NOW - 1))).containsExactly("pod", "zone");

    request.label("pod", "latest").sample(NOW, 1).endSeries();
    append(request.take());
    assertThat(values(new TimeRange(NOW - 60_000, NOW), 0)).containsExactly("latest", "new", "old");
  }

  private List<String> values(TimeRange range, int limit) {
    return head.labelValues("pod", List.of(), range, limit, QueryContext.unlimited()).values();
  }

  private List<String> names(TimeRange range) {
    return head.labelNames(List.of(), range, 0, QueryContext.unlimited()).values();
  }

  @Test
  void allocatesNothingForSamplesOfKnownSeries() {
    RequestBytes request = new RequestBytes();
    long[] times = {NOW - 10_000_000};
    for (int i = 0; i < 3; i++) {
      request.label("a", "v" + i).sample(times[0], 1).endSeries();
    }
    byte[] body = request.take();
    append(body);

    long bytes =
        Allocation.bytes(() -> {
          decoder.decode(body, 0, body.length, batch);
          long time = times[0]++;
          Arrays.fill(batch.samples().times(), 0, 3, time + 1);
          head.append(batch, NOW, outcomes);
        });

    assertThat(bytes).isZero();
  }

  @Test
  void refusesEveryTruncatedRequestWithATypedError() {
    RequestBytes request = new RequestBytes();
    request.label("a", "1").label("b", "2").sample(NOW, 1).endSeries();
    byte[] body = request.take();

    for (int length = 1; length < body.length; length++) {
      int to = length;
      assertThatThrownBy(() -> decoder.decode(body, 0, to, batch))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("at byte");
    }
  }
}
