package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.tsdb.index.Cardinality.Count;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import org.junit.jupiter.api.Test;

class HeadStatsTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Head head = new Head(HeadOptions.DEFAULT);

  private void append(RequestBytes request) {
    byte[] body = request.take();
    WriteBatch batch = new WriteBatch();
    new RemoteWriteDecoder().decode(body, 0, body.length, batch);
    head.append(batch, NOW, new AppendOutcomes());
  }

  @Test
  void countsWhatIsMostOfAll() {
    RequestBytes request = new RequestBytes();
    for (int i = 0; i < 60; i++) {
      String metric = i < 40 ? "requests" : i < 59 ? "errors" : "up";
      request.label("__name__", metric).label("job", "j" + i % 3).label("pod", "pod-" + (100 + i));
      request.sample(NOW, 1).endSeries();
    }
    append(request);

    HeadStats stats = head.stats(2);

    assertThat(stats.cardinality().series()).isEqualTo(60);
    assertThat(stats.cardinality().labelPairs()).isEqualTo(3 + 3 + 60);
    assertThat(stats.cardinality().seriesByMetric())
        .containsExactly(new Count("requests", 40), new Count("errors", 19));
    assertThat(stats.cardinality().seriesByPair())
        .containsExactly(new Count("__name__=requests", 40), new Count("job=j0", 20));
    assertThat(stats.cardinality().valuesByName())
        .containsExactly(new Count("pod", 60), new Count("__name__", 3));
    assertThat(stats.cardinality().bytesByName())
        .containsExactly(new Count("__name__", 40 * 8 + 19 * 6 + 2), new Count("pod", 60 * 7));
    assertThat(stats.heapBytes()).isBetween(10_000L, 200_000L);
    assertThat(stats.spilledBytes()).isZero();
  }

  @Test
  void countsSingleSeriesWhereThereIsNothingLarger() {
    append(new RequestBytes().label("__name__", "up").sample(NOW, 1).endSeries());

    assertThat(head.stats(5).cardinality().seriesByMetric()).containsExactly(new Count("up", 1));
    assertThat(head.stats(0).cardinality().seriesByMetric()).isEmpty();
  }
}
